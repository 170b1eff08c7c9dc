import type { Cluster } from '../cluster.ts';
import type { KubePool } from '../seam.ts';
import { nodes, pods } from '../store/resources.ts';
import type { KubeNode } from '../types/node.ts';
import type { Pod } from '../types/pod.ts';
import { isTrue } from './conditions.ts';
import { isCordoned, movablePods } from './drain.ts';
import { recordEvent } from './events.ts';
import { machineNode, notReadyTaint, scaleSetName } from './machines.ts';
import { isLeaving, isOver } from './pods.ts';
import { missingOf, scaleSetOf, standingOf } from './scale-sets.ts';
import { obstacle } from './scheduler.ts';

// The cluster autoscaler's defaults: how often it looks, and how long a node has to be without work.
const scanTime = 10_000;
const idleTime = 10 * 60_000;
const component = 'cluster-autoscaler';

const isUnschedulable = (pod: Pod) =>
  pod.spec.nodeName === undefined &&
  !isLeaving(pod) &&
  (pod.status.conditions ?? []).some(({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable');

/**
 * Has the pools that scale themselves looked after once, and again for as long as nodes wait to be taken away; until a
 * pod, a node or a pool changes there is nothing more to see. `resized` is called when counts have changed.
 */
export function autoscale(cluster: Cluster, resized: () => void): void {
  if (!cluster.pools.some(({ autoscaling }) => autoscaling !== undefined)) return;
  cluster.timers.later('autoscale', scanTime, () => {
    const before = JSON.stringify(cluster.pools);
    let waiting = cluster.store.list(pods).filter(isUnschedulable);
    for (const pool of cluster.pools) {
      waiting = grow(cluster, pool, waiting);
      shrink(cluster, pool);
    }
    const isResized = JSON.stringify(cluster.pools) !== before;
    if (isResized) resized();
    if (isResized || cluster.pools.some((pool) => mayShrink(pool) && hasIdle(cluster, pool)))
      autoscale(cluster, resized);
  });
}

/** Adds the nodes that the pods which wait for room need, as far as the pool may grow; answers the pods that it is not for. */
function grow(cluster: Cluster, pool: KubePool, waiting: Pod[]): Pod[] {
  if (pool.autoscaling === undefined || waiting.length === 0) return waiting;
  const coming = comingNodes(cluster, pool);
  const { nodes: needed, placed } = pack(cluster, pool, waiting, coming);
  const count = Math.min(pool.autoscaling.max, pool.count + needed.length - coming.length);
  if (count > pool.count) {
    const group = `{${scaleSetName(cluster, pool.name)} ${pool.count}->${count} (max: ${pool.autoscaling.max})}`;
    for (const pod of placed)
      recordEvent(cluster, pod, 'Normal', 'TriggeredScaleUp', `pod triggered scale-up: [${group}]`, component);
    resize(cluster, pool, count);
  }
  return waiting.filter((pod) => !placed.includes(pod));
}

/** Nodes that are on their way: machines that boot, and nodes that are not Ready yet. */
function comingNodes(cluster: Cluster, pool: KubePool): KubeNode[] {
  const fresh = standingOf(cluster, pool)
    .map(({ node }) => node)
    .filter(({ status }) => !isTrue(status.conditions, 'Ready'))
    .map((node) => {
      const taints = (node.spec.taints ?? []).filter(({ key }) => key !== notReadyTaint);
      return { ...node, spec: { ...node.spec, taints } };
    });
  return [...fresh, ...missingOf(cluster, pool.name).map((machine) => emptyNode(cluster, pool, machine))];
}

function emptyNode(cluster: Cluster, pool: KubePool, machine: number): KubeNode {
  const node = machineNode(cluster, pool, machine, '');
  const taints = (node.spec.taints ?? []).filter(({ key }) => key !== notReadyTaint);
  return { ...node, spec: { ...node.spec, taints } };
}

/** Puts pods on the nodes that come, and on as many more of the pool's kind as it takes. */
function pack(cluster: Cluster, pool: KubePool, waiting: Pod[], coming: KubeNode[]) {
  const bins = [...coming];
  const all = cluster.store.list(pods).filter((pod) => !isOver(pod));
  const byNode = Map.groupBy(all, (pod) => pod.spec.nodeName);
  const labels = new Map(
    [...cluster.store.list(nodes), ...bins].map(({ metadata }) => [metadata.name, metadata.labels]),
  );
  const view = { all, byNode, nodeLabels: (name: string) => labels.get(name) ?? {} };
  const { next } = scaleSetOf(cluster, pool.name);
  const placed: Pod[] = [];
  for (const pod of waiting) {
    const fresh = emptyNode(cluster, pool, next + bins.length);
    const bin = [...bins, fresh].find((node) => obstacle(pod, node, view) === undefined);
    if (bin === undefined) continue;
    if (bin === fresh) bins.push(fresh);
    const { name } = bin.metadata;
    labels.set(name, bin.metadata.labels);
    const there = { ...pod, spec: { ...pod.spec, nodeName: name } };
    byNode.set(name, [...(byNode.get(name) ?? []), there]);
    all.push(there);
    placed.push(pod);
  }
  return { nodes: bins, placed };
}

const mayShrink = ({ autoscaling, count }: KubePool) => autoscaling !== undefined && count > autoscaling.min;

const hasIdle = (cluster: Cluster, pool: KubePool) =>
  standingOf(cluster, pool).some(({ node }) => cluster.idleSince.has(node.metadata.name));

/** Takes nodes away that have long had nothing to do. */
function shrink(cluster: Cluster, pool: KubePool): void {
  const now = cluster.clock.now();
  for (const { machine, node } of standingOf(cluster, pool)) {
    const { name } = node.metadata;
    const isIdle =
      isTrue(node.status.conditions, 'Ready') && !isCordoned(node) && movablePods(cluster, node).length === 0;
    if (!isIdle) cluster.idleSince.delete(name);
    else if (!cluster.idleSince.has(name)) cluster.idleSince.set(name, now);
    const since = cluster.idleSince.get(name) ?? now;
    if (!mayShrink(pool) || now - since < cluster.clock.scaled(idleTime)) continue;
    cluster.idleSince.delete(name);
    const set = scaleSetOf(cluster, pool.name);
    set.machines = set.machines.filter((one) => one !== machine);
    recordEvent(cluster, node, 'Normal', 'ScaleDown', 'node removed by cluster autoscaler', component);
    resize(cluster, pool, pool.count - 1);
  }
}

function resize(cluster: Cluster, pool: KubePool, count: number): void {
  pool.count = count;
  cluster.scaled(pool.name, count);
}
