import type { SandboxClock } from '../clock.ts';
import type { State } from '../state/state.ts';
import { giveBirth } from './birth/birth.ts';
import { type Cluster, emptyCluster } from './cluster.ts';
import { allControllers } from './controllers/all.ts';
import { type RunningControllers, startControllers } from './controllers/engine.ts';
import { bringUpMachines, changePools, pendingOf, powerOff, removeMachines } from './controllers/pools.ts';
import { sendJson } from './http/respond.ts';
import { serve } from './http/serve.ts';
import type { KubeBehaviour, KubeClusterSpec, KubeClusters, KubePool, TokenSigner } from './seam.ts';
import { nodes } from './store/resources.ts';
import { createShelf, type Shelf } from './store/shelf.ts';

/** What is kept of a cluster beside its objects. */
interface Home {
  spec: KubeClusterSpec;
  behaviour: KubeBehaviour;
  pools: KubePool[];
}

interface Running {
  cluster: Cluster;
  controllers: RunningControllers;
  shelf: Shelf;
}

/** The clusters, and a way to look into them that only tests need. */
export interface OpenKubeClusters extends KubeClusters {
  inside(fqdn: string): Cluster;
  /** Called after each change inside any of them. */
  onChange(listener: () => void): void;
}

function endWatches(cluster: Cluster): void {
  for (const end of [...cluster.watches]) end();
}

function stop({ cluster, controllers }: Running): void {
  controllers.stop();
  cluster.timers.callOffAll();
  endWatches(cluster);
}

/** For those who look at the inside of clusters alone: a text to hold. */
const unsigned: TokenSigner = async (fqdn, { name }) => `${fqdn} ${name}`;

/** The Kubernetes API servers of a sandbox, all in this process. */
export function createKubeClusters(
  clock: SandboxClock,
  state: State,
  signToken: TokenSigner = unsigned,
): OpenKubeClusters {
  const homes = state.map<Home>('kube');
  const running = new Map<string, Running>();
  const listeners = new Set<() => void>();
  const scaleListeners = new Set<(fqdn: string, pool: string, count: number) => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const home = (fqdn: string): Home => {
    const found = homes.get(fqdn);
    if (found === undefined) throw new Error(`there is no cluster ${fqdn}`);
    return found;
  };
  const find = (fqdn: string): Cluster => {
    const found = running.get(fqdn);
    if (found === undefined) throw new Error(`there is no cluster ${fqdn}`);
    return found.cluster;
  };
  const run = ({ spec, behaviour, pools }: Home): Cluster => {
    const cluster = emptyCluster(spec, clock, signToken);
    cluster.behaviour = behaviour;
    cluster.pools = pools;
    cluster.scaled = (pool, count) => {
      home(spec.fqdn).pools = cluster.pools;
      for (const listener of scaleListeners) listener(spec.fqdn, pool, count);
    };
    const shelf = createShelf(state, spec.fqdn);
    shelf.fill(cluster.store);
    shelf.follow(cluster.store);
    const controllers = startControllers(cluster, allControllers);
    cluster.store.subscribe(changed);
    running.set(spec.fqdn, { cluster, controllers, shelf });
    return cluster;
  };
  const remove = (fqdn: string) => {
    homes.delete(fqdn);
    const found = running.get(fqdn);
    if (found === undefined) return;
    stop(found);
    found.shelf.clear();
    running.delete(fqdn);
  };
  for (const kept of homes.values()) {
    const cluster = run(kept);
    bringUpMachines(cluster);
    // Controllers go by what is stored, so a second look at everything takes up whatever was under way.
    for (const resource of cluster.store.resources()) cluster.recheck(resource);
  }

  return {
    create(spec) {
      remove(spec.fqdn);
      const fresh: Home = { spec, behaviour: spec.behaviour, pools: [] };
      homes.set(spec.fqdn, fresh);
      giveBirth(run(fresh));
    },
    setPools(fqdn, pools) {
      home(fqdn).pools = pools;
      changePools(find(fqdn), pools);
    },
    pending: (fqdn, pool) => pendingOf(find(fqdn), pool),
    upgrade(fqdn, kubernetesVersion) {
      home(fqdn).spec.kubernetesVersion = kubernetesVersion;
      endWatches(find(fqdn));
    },
    setTokens(fqdn, tokens) {
      home(fqdn).spec.tokens = tokens;
      endWatches(find(fqdn));
    },
    powerOff(fqdn) {
      home(fqdn).pools = [];
      const cluster = find(fqdn);
      powerOff(cluster);
      endWatches(cluster);
    },
    removeMachines(fqdn, pool, names) {
      const isDone = removeMachines(find(fqdn), pool, names);
      // The count is kept where the pools are.
      home(fqdn).pools = find(fqdn).pools;
      return isDone;
    },
    onScaled(listener) {
      scaleListeners.add(listener);
    },
    setBehaviour(fqdn, behaviour) {
      home(fqdn).behaviour = behaviour;
      const cluster = find(fqdn);
      cluster.behaviour = behaviour;
      if (behaviour.apiServerDown === true) endWatches(cluster);
      cluster.recheck(nodes.key);
    },
    delete: remove,
    has: (fqdn) => homes.has(fqdn),
    handle(fqdn, request, response) {
      const found = running.get(fqdn);
      if (found === undefined) return sendJson(response, 404, { message: `no such host: ${fqdn}` });
      void serve(found.cluster, request, response);
    },
    inside: find,
    onChange(listener) {
      listeners.add(listener);
    },
    close() {
      for (const found of running.values()) stop(found);
      running.clear();
    },
  };
}
