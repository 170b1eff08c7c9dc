import type { SandboxClock } from '../clock.ts';
import type { Blocked, KubeBehaviour, KubeClusterSpec, KubePool, TokenSigner } from './seam.ts';
import { Store } from './store/store.ts';

/** The machines of one pool, by number, oldest first; no number is given twice. */
export interface ScaleSet {
  next: number;
  machines: number[];
}

/** One API server with what it stores and what is about to happen in it. */
export interface Cluster {
  readonly spec: KubeClusterSpec;
  readonly clock: SandboxClock;
  readonly store: Store;
  readonly timers: Timers;
  readonly signToken: TokenSigner;
  behaviour: KubeBehaviour;
  /** The pods that have used the network since its first users are to fail. */
  readonly heard: Set<string>;
  pools: KubePool[];
  /** The machines of each pool, by its name. */
  readonly scaleSets: Map<string, ScaleSet>;
  /** Since when nodes of pools that scale themselves have had nothing to do, by their names. */
  readonly idleSince: Map<string, number>;
  /** Tells that a pool has scaled itself. */
  scaled: (pool: string, count: number) => void;
  /** What keeps nodes from being emptied, by their names. */
  readonly blocked: Map<string, Blocked>;
  /** Ends the watches that are open. */
  readonly watches: Set<() => void>;
  /** Has the controllers look again at every object of a resource. */
  recheck: (resource: string) => void;
}

/** What is to happen later, each under a name; a name that is already waiting is not started twice. */
export class Timers {
  #waiting = new Map<string, () => void>();
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  later(name: string, durationMs: number, act: () => void): void {
    if (this.#waiting.has(name)) return;
    const callOff = this.#clock.after(durationMs, () => {
      this.#waiting.delete(name);
      act();
    });
    this.#waiting.set(name, callOff);
  }

  /** Whether nothing is to happen. */
  get idle(): boolean {
    return this.#waiting.size === 0;
  }

  callOffAll(): void {
    for (const callOff of this.#waiting.values()) callOff();
    this.#waiting.clear();
  }
}

/** A cluster with nothing in it. */
export function emptyCluster(spec: KubeClusterSpec, clock: SandboxClock, signToken: TokenSigner): Cluster {
  const nothing = () => {};
  const base = {
    spec,
    clock,
    signToken,
    store: new Store(),
    timers: new Timers(clock),
    watches: new Set<() => void>(),
    heard: new Set<string>(),
    scaleSets: new Map<string, ScaleSet>(),
    blocked: new Map<string, Blocked>(),
    idleSince: new Map<string, number>(),
  };
  return { ...base, behaviour: spec.behaviour, pools: [], recheck: nothing, scaled: nothing };
}

/** Now, as Kubernetes writes times. */
export function timestamp(clock: SandboxClock): string {
  return `${new Date(clock.now()).toISOString().slice(0, 19)}Z`;
}
