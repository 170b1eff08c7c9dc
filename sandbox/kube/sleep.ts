import type { SandboxClock } from '../clock.ts';
import { createCollector } from '../garbage.ts';
import type { State } from '../state/state.ts';
import type { Cluster, ScaleSet } from './cluster.ts';
import { allControllers } from './controllers/all.ts';
import { type RunningControllers, startControllers } from './controllers/engine.ts';
import { bringUpMachines } from './controllers/pools.ts';
import type { KubeBehaviour, KubeClusterSpec, KubePool } from './seam.ts';
import { createShelf, type Shelf } from './store/shelf.ts';

/** As often etcd forgets old versions, on Azure's time: a watch from before is too old, here as there. */
const FORGETS_MS = 5 * 60_000;
/** So long at least a cluster stays awake for its next caller (of the wall clock). */
const PATIENCE_MS = 5_000;
/** A cluster that fell asleep leaves about a megabyte. */
const COLLECT_EVERY = 32;

/** What is kept of a cluster beside its objects. */
export interface Home {
  spec: KubeClusterSpec;
  behaviour: KubeBehaviour;
  pools: KubePool[];
  /** What only a cluster that is awake knows, while it is not; a cluster without it has things under way. */
  asleep?: { scaleSets: [string, ScaleSet][]; heard: string[]; idleSince: [string, number][] };
}

interface Awake {
  cluster: Cluster;
  controllers: RunningControllers;
  shelf: Shelf;
  /** Requests that have not been answered. */
  callers: number;
  /** Wall-clock time of the last request or change. */
  lastActive: number;
  /** Calls off the next look at whether it may sleep. */
  callOffLook: () => void;
}

export type Sleepers = ReturnType<typeof createSleepers>;

/**
 * Clusters that sleep when nothing goes on in them. One that sleeps is in the state alone and costs no memory; whoever wants
 * it wakes it, and notices nothing.
 * @param empty makes a cluster with nothing in it
 */
export function createSleepers(clock: SandboxClock, state: State, empty: (spec: KubeClusterSpec) => Cluster) {
  const homes = state.map<Home>('kube');
  const awake = new Map<string, Awake>();
  const letGo = createCollector(COLLECT_EVERY);
  let closed = false;
  const idleMs = Math.max(PATIENCE_MS, clock.scaled(FORGETS_MS));

  function run(home: Home): Awake {
    const { spec, behaviour, pools, asleep } = home;
    const cluster = empty(spec);
    Object.assign(cluster, { behaviour, pools });
    for (const [pool, set] of asleep?.scaleSets ?? []) cluster.scaleSets.set(pool, set);
    for (const pod of asleep?.heard ?? []) cluster.heard.add(pod);
    for (const [node, since] of asleep?.idleSince ?? []) cluster.idleSince.set(node, since);
    const shelf = createShelf(state, spec.fqdn);
    shelf.fill(cluster.store);
    shelf.follow(cluster.store);
    const controllers = startControllers(cluster, allControllers);
    const one: Awake = { cluster, controllers, shelf, callers: 0, lastActive: clock.now(), callOffLook: () => {} };
    cluster.store.subscribe(() => {
      one.lastActive = clock.now();
    });
    awake.set(spec.fqdn, one);
    look(one);
    return one;
  }

  function wake(fqdn: string): Awake {
    const found = awake.get(fqdn);
    if (found !== undefined) return found;
    const home = homes.get(fqdn);
    if (home === undefined) throw new Error(`there is no cluster ${fqdn}`);
    const one = run(home);
    if (home.asleep !== undefined) {
      delete home.asleep;
      return one;
    }
    bringUpMachines(one.cluster);
    // Controllers go by what is stored, so a second look at everything takes up whatever was under way.
    for (const resource of one.cluster.store.resources()) one.cluster.recheck(resource);
    return one;
  }

  const isSettled = ({ cluster, controllers, callers }: Awake) =>
    callers === 0 && cluster.watches.size === 0 && cluster.timers.idle && controllers.idle();

  function look(one: Awake): void {
    one.callOffLook = clock.after(idleMs * clock.speed, () => {
      if (isSettled(one) && clock.now() - one.lastActive >= idleMs) sleep(one);
      else look(one);
    });
  }

  function stop({ cluster, controllers, callOffLook }: Awake): void {
    callOffLook();
    controllers.stop();
    cluster.timers.callOffAll();
    for (const end of [...cluster.watches]) end();
  }

  /** Nothing of it is left in memory: what it has not yet written is written at the next commit, from its shelf. */
  function sleep(one: Awake): void {
    const { fqdn } = one.cluster.spec;
    const { scaleSets, heard, idleSince } = one.cluster;
    const home = homes.get(fqdn);
    if (home !== undefined) home.asleep = { scaleSets: [...scaleSets], heard: [...heard], idleSince: [...idleSince] };
    state.commit();
    stop(one);
    awake.delete(fqdn);
    letGo();
  }

  /** What was under way when the sandbox ended goes on, a cluster a turn, so that requests come in between. */
  function resume([fqdn, ...others]: string[]): void {
    if (fqdn === undefined || closed) return;
    if (homes.has(fqdn)) wake(fqdn);
    setImmediate(resume, others);
  }
  resume([...homes].flatMap(([fqdn, { asleep }]) => (asleep === undefined ? [fqdn] : [])));

  return {
    /** The cluster, awake. */
    wake: (fqdn: string) => wake(fqdn).cluster,
    isAwake: (fqdn: string) => awake.has(fqdn),
    /** What is kept of a cluster; whoever gets it may change it. */
    home(fqdn: string): Home {
      const home = homes.get(fqdn);
      if (home === undefined) throw new Error(`there is no cluster ${fqdn}`);
      return home;
    },
    has: (fqdn: string) => homes.has(fqdn),
    /** A new cluster with nothing in it. */
    add(home: Home): Cluster {
      homes.set(home.spec.fqdn, home);
      return run(home).cluster;
    },
    /** The cluster, awake until the function that is answered with it has been called. */
    hold(fqdn: string): { cluster: Cluster; release: () => void } {
      const one = wake(fqdn);
      one.callers += 1;
      const release = () => {
        one.callers -= 1;
        one.lastActive = clock.now();
      };
      return { cluster: one.cluster, release };
    },
    remove(fqdn: string): void {
      const one = awake.get(fqdn);
      if (one !== undefined) stop(one);
      (one?.shelf ?? createShelf(state, fqdn)).clear();
      awake.delete(fqdn);
      homes.delete(fqdn);
    },
    /** Ends everything; clusters in which nothing goes on need not wake at the next start. */
    close(): void {
      closed = true;
      for (const one of awake.values()) {
        one.callers = 0;
        if (isSettled(one)) sleep(one);
        else stop(one);
      }
      awake.clear();
    },
  };
}
