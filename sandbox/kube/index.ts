import type { SandboxClock } from '../clock.ts';
import { giveBirth } from './birth/birth.ts';
import { type Cluster, emptyCluster } from './cluster.ts';
import { allControllers } from './controllers/all.ts';
import { startControllers } from './controllers/engine.ts';
import { bringUpMachines } from './controllers/pools.ts';
import { sendJson } from './http/respond.ts';
import { serve } from './http/serve.ts';
import type { KubeBehaviour, KubeClusterSpec, KubeClusters, KubePool } from './seam.ts';
import { nodes } from './store/resources.ts';
import type { StoreSnapshot } from './store/store.ts';

interface ClusterSnapshot {
  spec: KubeClusterSpec;
  behaviour: KubeBehaviour;
  pools: KubePool[];
  store: StoreSnapshot;
}

interface Running {
  cluster: Cluster;
  stopControllers: () => void;
}

function endWatches(cluster: Cluster): void {
  for (const end of [...cluster.watches]) end();
}

function stop({ cluster, stopControllers }: Running): void {
  stopControllers();
  cluster.timers.callOffAll();
  endWatches(cluster);
}

/** The Kubernetes API servers of a sandbox, all in this process. */
export function createKubeClusters(clock: SandboxClock): KubeClusters {
  const running = new Map<string, Running>();
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const find = (fqdn: string): Cluster => {
    const found = running.get(fqdn);
    if (found === undefined) throw new Error(`there is no cluster ${fqdn}`);
    return found.cluster;
  };
  const run = (spec: KubeClusterSpec): Cluster => {
    const cluster = emptyCluster(spec, clock);
    const stopControllers = startControllers(cluster, allControllers);
    cluster.store.subscribe(changed);
    running.set(spec.fqdn, { cluster, stopControllers });
    return cluster;
  };
  const remove = (fqdn: string) => {
    const found = running.get(fqdn);
    if (found !== undefined) stop(found);
    running.delete(fqdn);
  };

  return {
    create(spec) {
      remove(spec.fqdn);
      giveBirth(run(spec));
      changed();
    },
    setPools(fqdn, pools) {
      const cluster = find(fqdn);
      cluster.pools = pools;
      bringUpMachines(cluster);
      changed();
    },
    setBehaviour(fqdn, behaviour) {
      const cluster = find(fqdn);
      cluster.behaviour = behaviour;
      if (behaviour.apiServerDown === true) endWatches(cluster);
      cluster.recheck(nodes.key);
      changed();
    },
    delete(fqdn) {
      remove(fqdn);
      changed();
    },
    has: (fqdn) => running.has(fqdn),
    handle(fqdn, request, response) {
      const found = running.get(fqdn);
      if (found === undefined) return sendJson(response, 404, { message: `no such host: ${fqdn}` });
      void serve(found.cluster, request, response);
    },
    snapshot(): ClusterSnapshot[] {
      return [...running.values()].map(({ cluster }) => {
        const { spec, behaviour, pools, store } = cluster;
        return { spec, behaviour, pools, store: store.snapshot() };
      });
    },
    restore(snapshot) {
      for (const { spec, behaviour, pools, store } of snapshot as ClusterSnapshot[]) {
        remove(spec.fqdn);
        const cluster = run(spec);
        cluster.behaviour = behaviour;
        cluster.pools = pools;
        cluster.store.load(store);
        bringUpMachines(cluster);
        // Controllers go by what is stored, so a second look at everything takes up whatever was under way.
        for (const resource of cluster.store.resources()) cluster.recheck(resource);
      }
    },
    onChange(listener) {
      listeners.add(listener);
    },
    close() {
      for (const found of running.values()) stop(found);
      running.clear();
    },
  };
}
