import { parseCidr } from '../../model/cidr.ts';
import { mostNodes, poolRange } from '../../model/node-pool.ts';
import type { FieldError } from '../../model/problem.ts';
import { defaultNetwork, defaultPools, resolvePool } from '../defaults.ts';
import type { Draft } from '../rules/draft.ts';

type Pool = NonNullable<Draft['nodePools']>[number];

/** How many nodes there are at least: those of the autoscaler's minimum. */
export function fewestNodes(pools: Pool[] = defaultPools): number {
  return pools.reduce((sum, pool) => sum + poolRange(resolvePool(pool)).min, 0);
}

/** How a CNI cuts the pod range into blocks, one or more for each node. */
export interface Blocks {
  /** Who does it: `Cilium`. */
  by: string;
  /** The prefix of a block: 24. */
  size: number;
  /** Where the caller said so. */
  pointer: string;
  /** Whether a node has one block and no more, so that its pods have to fit into it. */
  single: boolean;
}

/** Whether the pod range has a block for each node that there may be, and the block an address for each pod. */
export function checkBlocks({ network, nodePools = defaultPools }: Draft, blocks: Blocks): FieldError[] {
  const { by, size, pointer, single } = blocks;
  const pods = parseCidr(network?.podCidr ?? defaultNetwork.podCidr);
  if (typeof pods === 'string') return [];
  const errors: FieldError[] = [];
  const pools = nodePools.map(resolvePool);
  const nodes = pools.reduce((sum, pool) => sum + mostNodes(pool), 0);
  const block = 2 ** (32 - size);
  if (nodes * block > pods.last - pods.first + 1) {
    errors.push({
      pointer: '/network/podCidr',
      code: 'network-conflict',
      detail: `${pods.text} is too small: ${by} gives each of ${nodes} nodes (at most, upgrades included) a /${size}.`,
    });
  }
  const wanted = Math.max(...pools.map(({ maxPods }) => maxPods));
  // Of each block some addresses are not for pods: the network's, the gateway's, the last.
  if (single && wanted > block - 3) {
    errors.push({
      pointer,
      code: 'network-conflict',
      detail: `A /${size} has room for ${block - 3} pods: too few for a node with maxPods ${wanted}.`,
    });
  }
  return errors;
}
