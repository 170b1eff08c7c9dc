import type { Cluster, ScaleSet } from '../cluster.ts';
import type { KubePool } from '../seam.ts';
import { nodes } from '../store/resources.ts';
import type { KubeNode } from '../types/node.ts';
import { nodeName, scaleSetName } from './machines.ts';

/** A pool's scale set; one that nobody remembers is told by the nodes that stand, those to be emptied last. */
export function scaleSetOf(cluster: Cluster, pool: string): ScaleSet {
  const known = cluster.scaleSets.get(pool);
  if (known !== undefined) return known;
  const machines = nodesOf(cluster, pool)
    .toSorted((a, b) => Number(a.spec.unschedulable ?? false) - Number(b.spec.unschedulable ?? false))
    .map(({ metadata }) => Number.parseInt(metadata.name.slice(-6), 36));
  const made = { next: Math.max(-1, ...machines) + 1, machines };
  cluster.scaleSets.set(pool, made);
  return made;
}

function nodesOf(cluster: Cluster, pool: string): KubeNode[] {
  const prefix = scaleSetName(cluster, pool);
  return cluster.store.list(nodes).filter(({ metadata: { name } }) => name.startsWith(prefix));
}

/** Adds machines, or takes the newest away. */
export function resize(set: ScaleSet, size: number): void {
  while (set.machines.length < size) {
    set.machines.push(set.next);
    set.next += 1;
  }
  set.machines.length = size;
}

/** The node of a machine of a pool, by the machine's number. */
export function nodeOf(cluster: Cluster, pool: string, machine: number): KubeNode | undefined {
  return cluster.store.get(nodes, undefined, nodeName(cluster, pool, machine));
}

/** The machines that have not registered. */
export function missingOf(cluster: Cluster, pool: string): number[] {
  return scaleSetOf(cluster, pool).machines.filter((machine) => nodeOf(cluster, pool, machine) === undefined);
}

/** The nodes whose machines the scale set no longer has. */
export function leavingOf(cluster: Cluster, pool: string): KubeNode[] {
  const wanted = new Set(scaleSetOf(cluster, pool).machines.map((machine) => nodeName(cluster, pool, machine)));
  return nodesOf(cluster, pool).filter(({ metadata: { name } }) => !wanted.has(name));
}

/** The pool's nodes that stay, with the numbers of their machines. */
export function standingOf(cluster: Cluster, { name }: KubePool): { machine: number; node: KubeNode }[] {
  return scaleSetOf(cluster, name).machines.flatMap((machine) => {
    const node = nodeOf(cluster, name, machine);
    return node === undefined ? [] : [{ machine, node }];
  });
}
