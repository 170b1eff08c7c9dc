import { cniPlugin } from '../cni/index.ts';
import { type Check, failed, notApplicable, passed, unknown } from './check.ts';

const mirror = 'See that Slipway has a way to it, or have a mirror configured (SLIPWAY_CHART_REPOSITORIES).';

/** Where the chart of the CNI comes from answers, and has it in its version. */
export const chartAvailable: Check = {
  name: 'chart-available',
  async run({ cluster, catalogue, facts }) {
    const { cni } = cluster.order;
    const chart = cniPlugin(catalogue, cni.plugin).release?.(cluster.order).chart;
    if (!chart) return notApplicable('Slipway installs no chart.');
    const what = `${chart.name} ${chart.version}`;
    const theirs = cni.plugin === 'chart';
    const { type, fact } = await facts.chart(chart, theirs);
    switch (type) {
      case 'there':
        return passed(`Chart ${what} is to be had.`, fact);
      case 'absent':
        return failed(
          '/cni/version',
          `There is no chart ${what} at ${chart.repository}.`,
          'Order a version that is there.',
          fact,
        );
      case 'forbidden':
        return failed(
          '/cni/repository',
          `Slipway does not go to ${chart.repository}.`,
          'Order from a repository that whoever runs Slipway has opened.',
          fact,
        );
      case 'silent': {
        const said = `${chart.repository} does not answer.`;
        if (theirs) return failed('/cni/repository', said, 'Correct the address, or open the way to it.', fact);
        // One of this installation's own is likely to be back when the cluster stands.
        return unknown(said, mirror, fact);
      }
      case 'unclear':
        return unknown(`${chart.repository} does not tell whether it has ${what}.`, mirror, fact);
      default:
        return type satisfies never;
    }
  },
};
