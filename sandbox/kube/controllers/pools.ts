import type { Cluster } from '../cluster.ts';
import type { KubePool } from '../seam.ts';
import { nodes, pods } from '../store/resources.ts';
import { recordEvent } from './events.ts';
import { nodeName, registerNode } from './machines.ts';

// A machine boots and registers; those of one scale set come one after the other.
const bootTime = 20_000;
const apart = 3_000;

interface Machine {
  pool: KubePool;
  index: number;
}

function wantedMachines(cluster: Cluster): Map<string, Machine> {
  const machines = cluster.pools.flatMap((pool) =>
    Array.from({ length: pool.count }, (_, index): [string, Machine] => [
      nodeName(cluster, pool, index),
      { pool, index },
    ]),
  );
  return new Map(machines);
}

function removeNode(cluster: Cluster, name: string): void {
  const { store } = cluster;
  for (const pod of store.list(pods)) if (pod.spec.nodeName === name) store.remove(pods, pod);
  const node = store.get(nodes, undefined, name);
  if (node === undefined) return;
  store.remove(nodes, node);
  const message = `Node ${name} event: Removing Node ${name} from Controller`;
  recordEvent(cluster, node, 'Normal', 'RemovingNode', message, 'node-controller');
}

/** Registers the machines that the pools want and do not have, soon, and removes those that they no longer want. */
export function bringUpMachines(cluster: Cluster): void {
  const wanted = wantedMachines(cluster);
  for (const node of cluster.store.list(nodes))
    if (!wanted.has(node.metadata.name)) removeNode(cluster, node.metadata.name);
  let coming = 0;
  for (const [name] of wanted) {
    if (cluster.store.get(nodes, undefined, name) !== undefined) continue;
    cluster.timers.later(`boot ${name}`, bootTime + apart * coming, () => {
      // The pools may have changed their mind meanwhile.
      const machine = wantedMachines(cluster).get(name);
      if (machine === undefined || cluster.store.get(nodes, undefined, name) !== undefined) return;
      const node = registerNode(cluster, machine.pool, machine.index);
      recordEvent(cluster, node, 'Normal', 'Starting', 'Starting kubelet.', 'kubelet');
      const message = `Node ${name} event: Registered Node ${name} in Controller`;
      recordEvent(cluster, node, 'Normal', 'RegisteredNode', message, 'node-controller');
    });
    coming += 1;
  }
}
