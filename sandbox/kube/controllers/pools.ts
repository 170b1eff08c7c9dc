import type { Cluster } from '../cluster.ts';
import type { KubePool, Pending } from '../seam.ts';
import { nodes, pods } from '../store/resources.ts';
import type { KubeNode } from '../types/node.ts';
import { autoscale } from './autoscaler.ts';
import { drain } from './drain.ts';
import type { Controller } from './engine.ts';
import { recordEvent } from './events.ts';
import { nodeName, registerNode, relabel } from './machines.ts';
import { isRenewing, renew } from './renewal.ts';
import { leavingOf, missingOf, nodeOf, resize, scaleSetOf, standingOf } from './scale-sets.ts';

// A machine boots and registers; those of one scale set come one after the other.
const bootTime = 20_000;
const apart = 3_000;
// How often what is under way is looked after.
const tendTime = 5_000;

function removeNode(cluster: Cluster, node: KubeNode): void {
  const { store } = cluster;
  const { name } = node.metadata;
  for (const pod of store.list(pods)) if (pod.spec.nodeName === name) store.remove(pods, pod);
  store.remove(nodes, node);
  cluster.blocked.delete(name);
  cluster.idleSince.delete(name);
  const message = `Node ${name} event: Removing Node ${name} from Controller`;
  recordEvent(cluster, node, 'Normal', 'RemovingNode', message, 'node-controller');
}

function boot(cluster: Cluster, pool: KubePool, machine: number, afterMs: number): void {
  const name = nodeName(cluster, pool.name, machine);
  cluster.timers.later(`boot ${name}`, afterMs, () => {
    // The pools may have changed their mind meanwhile.
    const wanted = cluster.pools.find((one) => one.name === pool.name);
    const isWanted = wanted !== undefined && scaleSetOf(cluster, pool.name).machines.includes(machine);
    if (!isWanted || nodeOf(cluster, pool.name, machine) !== undefined) return;
    const node = registerNode(cluster, wanted, machine);
    recordEvent(cluster, node, 'Normal', 'Starting', 'Starting kubelet.', 'kubelet');
    const message = `Node ${name} event: Registered Node ${name} in Controller`;
    recordEvent(cluster, node, 'Normal', 'RegisteredNode', message, 'node-controller');
    if (scaleSetOf(cluster, pool.name).machines.indexOf(machine) < wanted.count) return;
    const surge = `Created a surge node ${name} for agentpool ${pool.name}`;
    recordEvent(cluster, node, 'Normal', 'Surge', surge, 'upgrader');
  });
}

/** Empties a node, and says in the cluster's book whether a budget forbids it; true once it is empty. */
function emptied(cluster: Cluster, node: KubeNode): boolean {
  const outcome = drain(cluster, node);
  if (typeof outcome === 'string') cluster.blocked.delete(node.metadata.name);
  else cluster.blocked.set(node.metadata.name, outcome);
  return outcome === 'empty';
}

/** Has machines come and go until every pool has what it wants; those that go are emptied first. */
function tendMachines(cluster: Cluster): void {
  for (const pool of cluster.pools) {
    renew(cluster, pool, (machine, node) => {
      if (!emptied(cluster, node)) return;
      removeNode(cluster, node);
      boot(cluster, pool, machine, pool.renewal?.machineMs ?? bootTime);
    });
    for (const [turn, machine] of missingOf(cluster, pool.name).entries()) {
      boot(cluster, pool, machine, bootTime + apart * turn);
    }
  }
  for (const name of cluster.scaleSets.keys()) {
    for (const node of leavingOf(cluster, name)) if (emptied(cluster, node)) removeNode(cluster, node);
  }
  const isBusy = [...cluster.scaleSets.keys()].some((name) => pendingOf(cluster, name) !== undefined);
  if (isBusy) cluster.timers.later('tend machines', tendTime, () => tendMachines(cluster));
}

/** Gives a cluster other pools: its scale sets take their sizes, and nodes that stay their labels and taints. */
export function changePools(cluster: Cluster, wanted: KubePool[]): void {
  const before = new Map(cluster.pools.map((pool) => [pool.name, pool]));
  cluster.pools = wanted;
  bringUpMachines(cluster);
  for (const pool of wanted) {
    for (const { node } of standingOf(cluster, pool)) relabel(cluster, node, before.get(pool.name), pool);
  }
}

/** Sizes the scale sets as the pools say, and has machines come and go. */
export function bringUpMachines(cluster: Cluster): void {
  const names = new Set(cluster.pools.map(({ name }) => name));
  for (const [name, set] of cluster.scaleSets) if (!names.has(name)) resize(set, 0);
  for (const pool of cluster.pools) {
    if (!isRenewing(cluster, pool)) resize(scaleSetOf(cluster, pool.name), pool.count);
  }
  tendMachines(cluster);
  autoscale(cluster, () => bringUpMachines(cluster));
}

/** Has the autoscaler look again when anything changed that it goes by. */
export const autoscalerController: Controller = {
  name: 'autoscaler',
  concerns: (_, { resource }) => (resource === pods.key || resource === nodes.key ? ['pools'] : []),
  reconcile: (cluster) => autoscale(cluster, () => bringUpMachines(cluster)),
};

/** Takes machines out of a pool by the names of their nodes; `false` if one of them is none of its. */
export function removeMachines(cluster: Cluster, name: string, gone: string[]): boolean {
  const pool = cluster.pools.find((one) => one.name === name);
  const set = scaleSetOf(cluster, name);
  const machines = set.machines.filter((machine) => !gone.includes(nodeName(cluster, name, machine)));
  if (pool === undefined || set.machines.length - machines.length !== gone.length) return false;
  set.machines = machines;
  pool.count = machines.length;
  tendMachines(cluster);
  return true;
}

/** Every node goes at once, as when the machines lose their power. */
export function powerOff(cluster: Cluster): void {
  cluster.pools = [];
  for (const set of cluster.scaleSets.values()) resize(set, 0);
  for (const node of cluster.store.list(nodes)) removeNode(cluster, node);
}

const sizeOf = (cluster: Cluster, name: string) => scaleSetOf(cluster, name).machines.length;

/** What a pool's nodes are still on their way to. */
export function pendingOf(cluster: Cluster, name: string): Pending | undefined {
  const leaving = leavingOf(cluster, name);
  const pool = cluster.pools.find((one) => one.name === name);
  const isAsWanted = pool === undefined || (!isRenewing(cluster, pool) && sizeOf(cluster, name) === pool.count);
  if (leaving.length === 0 && missingOf(cluster, name).length === 0 && isAsWanted) return undefined;
  const held = [...leaving, ...(pool === undefined ? [] : standingOf(cluster, pool).map(({ node }) => node))];
  const blocked = held.map((node) => cluster.blocked.get(node.metadata.name)).find((one) => one !== undefined);
  return blocked === undefined ? {} : { blocked };
}
