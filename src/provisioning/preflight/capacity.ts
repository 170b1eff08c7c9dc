import { type Check, notApplicable, unknown } from './check.ts';
import { aksChooses, namesSize } from './pool-sizes.ts';

/** Says of capacity what there is to say: Azure tells of it only when machines are asked for. */
export const capacity: Check = {
  name: 'capacity',
  async run({ cluster }) {
    const { nodePools, location } = cluster.order;
    if (!namesSize(nodePools)) return notApplicable(aksChooses);
    const sizes = [...new Set(nodePools.flatMap(({ vmSize }) => vmSize ?? []))].join(', ');
    return unknown(
      `Whether ${location} has room for ${sizes} right now shows only when Azure makes the nodes; quota does not promise it.`,
      'If the create ends with azure-capacity: order another size, zone or region, or wait. A capacity reservation makes sure beforehand.',
    );
  },
};
