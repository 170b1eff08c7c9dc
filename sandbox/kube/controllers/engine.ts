import type { Cluster } from '../cluster.ts';
import { ApiError } from '../status.ts';
import type { Change } from '../store/store.ts';

/** Something that brings one kind of thing to what it should be, each time anything that matters to it changes. */
export interface Controller {
  name: string;
  /** The keys of the things to look at after a change. */
  concerns: (cluster: Cluster, change: Change) => string[];
  reconcile: (cluster: Cluster, key: string) => void;
}

/** The key of an object: `namespace/name`. */
export function keyOf(object: { metadata: { namespace?: string; name: string } }): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Namespace and name of a key. */
export function splitKey(key: string): [namespace: string | undefined, name: string] {
  const slash = key.indexOf('/');
  return [slash === 0 ? undefined : key.slice(0, slash), key.slice(slash + 1)];
}

// A round longer than this lets requests in between.
const roundLength = 2000;

/** The controllers of one cluster at work. */
export interface RunningControllers {
  /** Whether they have looked at everything that changed. */
  idle(): boolean;
  stop(): void;
}

/** Starts controllers on a cluster: they hear of each change and run soon after it. */
export function startControllers(cluster: Cluster, controllers: Controller[]): RunningControllers {
  const queue = new Map(controllers.map((controller) => [controller, new Set<string>()]));
  let running = false;
  let stopped = false;

  const runOne = (): boolean => {
    for (const [controller, keys] of queue) {
      const [key] = keys;
      if (key === undefined) continue;
      keys.delete(key);
      reconcile(cluster, controller, key);
      return true;
    }
    return false;
  };
  const round = () => {
    for (let done = 0; done < roundLength; done += 1) {
      if (stopped || !runOne()) {
        running = false;
        return;
      }
    }
    setImmediate(round);
  };
  const hear = (change: Change) => {
    for (const [controller, keys] of queue) {
      for (const key of controller.concerns(cluster, change)) keys.add(key);
    }
    if (running || stopped) return;
    running = true;
    setImmediate(round);
  };
  const unsubscribe = cluster.store.subscribe(hear);
  cluster.recheck = (resource) => {
    for (const object of cluster.store.list({ key: resource })) {
      hear({ type: 'MODIFIED', resource, object, previous: object, version: cluster.store.version });
    }
  };
  return {
    idle: () => !running,
    stop() {
      stopped = true;
      unsubscribe();
    },
  };
}

function reconcile(cluster: Cluster, controller: Controller, key: string): void {
  try {
    controller.reconcile(cluster, key);
  } catch (error) {
    // An object that the API server took can still be one that no controller understands; only that one suffers.
    if (!(error instanceof ApiError)) {
      process.emitWarning(`sandbox controller ${controller.name} failed on ${key}: ${(error as Error).stack}`);
    }
  }
}
