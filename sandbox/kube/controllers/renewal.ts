import semver from 'semver';
import type { Cluster } from '../cluster.ts';
import type { KubePool } from '../seam.ts';
import type { KubeNode } from '../types/node.ts';
import { isTrue } from './conditions.ts';
import { isCordoned } from './drain.ts';
import { missingOf, resize, scaleSetOf, standingOf } from './scale-sets.ts';

const isOutdated = ({ version }: KubePool, { status }: KubeNode): boolean =>
  version !== undefined && semver.lt(status.nodeInfo['kubeletVersion'] ?? version, version);
const isReady = ({ status }: KubeNode) => isTrue(status.conditions, 'Ready');

/** Whether a pool has nodes of an older version than its own. */
export function isRenewing(cluster: Cluster, pool: KubePool): boolean {
  return standingOf(cluster, pool).some(({ node }) => isOutdated(pool, node));
}

/**
 * Upgrades a pool as AKS does: some machines more come first, then as many old nodes at a time are emptied and made anew
 * under their names, and in the end the surplus goes. Nothing that works goes before what is new works.
 */
export function renew(cluster: Cluster, pool: KubePool, replace: (machine: number, node: KubeNode) => void): void {
  const set = scaleSetOf(cluster, pool.name);
  const standing = standingOf(cluster, pool);
  const old = standing.filter(({ node }) => isOutdated(pool, node));
  if (old.length === 0) {
    if (missingOf(cluster, pool.name).length === 0) resize(set, pool.count);
    return;
  }
  const surge = Math.min(pool.renewal?.surge ?? 1, pool.count);
  resize(set, pool.count + surge);
  const fresh = standing.filter(({ node }) => !isOutdated(pool, node));
  const works = fresh.every(({ node }) => isReady(node)) || !old.some(({ node }) => isReady(node));
  const free = surge - missingOf(cluster, pool.name).length;
  if (!works || free <= 0) return;
  const first = old.toSorted((a, b) => Number(isCordoned(b.node)) - Number(isCordoned(a.node)));
  for (const { machine, node } of first.slice(0, free)) replace(machine, node);
}
