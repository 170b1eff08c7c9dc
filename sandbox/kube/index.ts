import type { SandboxClock } from '../clock.ts';
import type { State } from '../state/state.ts';
import { giveBirth } from './birth/birth.ts';
import { type Cluster, emptyCluster } from './cluster.ts';
import { changePools, pendingOf, powerOff, removeMachines } from './controllers/pools.ts';
import { sendJson } from './http/respond.ts';
import { serve } from './http/serve.ts';
import { sameJson } from './json.ts';
import type { KubeClusters, TokenSigner } from './seam.ts';
import { createSleepers } from './sleep.ts';
import { nodes } from './store/resources.ts';

/** The clusters, and a way to look into them that only tests need. */
export interface OpenKubeClusters extends KubeClusters {
  /** The cluster, awake. */
  inside(fqdn: string): Cluster;
  isAwake(fqdn: string): boolean;
  /** Called after each change inside any of them. */
  onChange(listener: () => void): void;
}

function endWatches(cluster: Cluster): void {
  for (const end of [...cluster.watches]) end();
}

/** For those who look at the inside of clusters alone: a text to hold. */
const unsigned: TokenSigner = async (fqdn, { name }) => `${fqdn} ${name}`;

/** The Kubernetes API servers of a sandbox, all in this process. */
export function createKubeClusters(
  clock: SandboxClock,
  state: State,
  signToken: TokenSigner = unsigned,
): OpenKubeClusters {
  const listeners = new Set<() => void>();
  const scaleListeners = new Set<(fqdn: string, pool: string, count: number) => void>();
  const sleepers = createSleepers(clock, state, (spec) => {
    const { fqdn } = spec;
    const cluster = emptyCluster(spec, clock, signToken);
    cluster.scaled = (pool, count) => {
      // The count is kept where the pools are.
      sleepers.home(fqdn).pools = cluster.pools;
      for (const listener of scaleListeners) listener(fqdn, pool, count);
    };
    cluster.store.subscribe(() => {
      for (const listener of listeners) listener();
    });
    return cluster;
  });
  const { home, wake } = sleepers;

  return {
    create(spec) {
      sleepers.remove(spec.fqdn);
      giveBirth(sleepers.add({ spec, behaviour: spec.behaviour, pools: [] }));
    },
    setPools(fqdn, pools) {
      changePools(wake(fqdn), pools);
      home(fqdn).pools = pools;
    },
    pending: (fqdn, pool) => pendingOf(wake(fqdn), pool),
    upgrade(fqdn, kubernetesVersion) {
      home(fqdn).spec.kubernetesVersion = kubernetesVersion;
      endWatches(wake(fqdn));
    },
    setTokens(fqdn, tokens) {
      home(fqdn).spec.tokens = tokens;
      endWatches(wake(fqdn));
    },
    powerOff(fqdn) {
      const cluster = wake(fqdn);
      powerOff(cluster);
      home(fqdn).pools = [];
      endWatches(cluster);
    },
    removeMachines(fqdn, pool, names) {
      const isDone = removeMachines(wake(fqdn), pool, names);
      home(fqdn).pools = wake(fqdn).pools;
      return isDone;
    },
    onScaled(listener) {
      scaleListeners.add(listener);
    },
    setBehaviour(fqdn, behaviour) {
      // All clusters are told whenever faults change, and hardly any is concerned.
      if (sameJson(home(fqdn).behaviour, behaviour)) return;
      const cluster = wake(fqdn);
      home(fqdn).behaviour = behaviour;
      cluster.behaviour = behaviour;
      if (behaviour.apiServerDown === true) endWatches(cluster);
      cluster.recheck(nodes.key);
    },
    delete: sleepers.remove,
    has: sleepers.has,
    handle(fqdn, request, response) {
      if (!sleepers.has(fqdn)) return sendJson(response, 404, { message: `no such host: ${fqdn}` });
      const { cluster, release } = sleepers.hold(fqdn);
      response.once('close', release);
      void serve(cluster, request, response);
    },
    inside: wake,
    isAwake: sleepers.isAwake,
    onChange(listener) {
      listeners.add(listener);
    },
    close: sleepers.close,
  };
}
