import { ProblemError, problem } from '../../model/problem.ts';
import { isOurs, isSettled, sightingOf } from '../target.ts';
import { type Check, failed, passed } from './check.ts';

/** The cluster whose CNI is to change is there, ours, left alone by Azure just now, and without a plug-in of Azure's. */
export const clusterStanding: Check = {
  name: 'cluster-standing',
  async run({ facts, cluster, instance, learn }) {
    const { name, resourceGroup } = cluster.order;
    const seen = await facts.cluster();
    if (!seen || seen.provisioningState === 'Deleting') {
      const remedy = 'Delete it through Slipway as well, and order it anew.';
      return failed(undefined, `There is no cluster ${name} in ${resourceGroup.name} any more.`, remedy);
    }
    const { provisioningState, networkPlugin } = seen;
    if (!isOurs(seen.tags, cluster, instance)) {
      const remedy = `If it is the cluster of this order, put the tags back: slipway-instance=${instance}, slipway-cluster=${cluster.id}.`;
      return failed(undefined, `Cluster ${name} does not bear the tags by which Slipway knows its own.`, remedy);
    }
    // Nodes come and go while Azure is at work; that is waited for, and is nobody's fault.
    if (!isSettled(seen))
      throw new ProblemError(problem('azure-busy', `Azure is at work on it: ${provisioningState}.`));
    learn(sightingOf(seen));
    if (networkPlugin === 'none') return passed(`Azure says ${provisioningState}.`, `networkPlugin ${networkPlugin}`);
    const remedy = 'A CNI beside the one of Azure cannot work; order a cluster anew.';
    return failed(
      undefined,
      `Cluster ${name} has a network plug-in of its own.`,
      remedy,
      `networkPlugin ${networkPlugin}`,
    );
  },
};
