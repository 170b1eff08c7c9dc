import type { Stopping } from '../../src/ports.ts';

/** Thrown in place of an answer: the process is dead from here on. */
export class Crash extends Error {}

/**
 * What happens at the chosen call: the process dies before it or after it (the call had its effect, nobody saw the
 * answer); it freezes in front of it until it is let go; or it is told to stop while the call is under way.
 */
export type Mishap = 'before' | 'after' | 'freeze' | 'stop';

/** What a step has in hand. */
export const stepCalls = /^(?:arm|kube|helm)\b/;

export interface Tripwire<Ports> {
  around: Ports & { stopping: Stopping };
  /** Every outside call so far, as `arm.createCluster`. */
  calls: string[];
  /** Settles when the chosen call has come. */
  tripped: Promise<void>;
  /** Lets a frozen process go on. */
  thaw(): void;
}

/** Wraps everything that a process can reach. Dead processes reach nothing any more. */
export function tripwire<Ports extends object>(plain: Ports, at?: { call: number; mishap: Mishap }): Tripwire<Ports> {
  const calls: string[] = [];
  const stop = { asked: new AbortController(), over: new AbortController() };
  const tripped = Promise.withResolvers<void>();
  const thawed = Promise.withResolvers<void>();
  let dead = false;
  let frozen = false;
  function die(): void {
    dead = true;
    // For those that go on whatever is thrown, as a sweep does.
    stop.asked.abort();
  }
  function assertAlive(): void {
    if (dead) throw new Crash('dead');
  }
  async function meet(name: string, mishap: Mishap, call: () => Promise<unknown>): Promise<unknown> {
    if (mishap === 'before') die();
    tripped.resolve();
    if (mishap === 'freeze') {
      frozen = true;
      await thawed.promise;
    }
    assertAlive();
    const answer = await call();
    if (mishap === 'after') die();
    assertAlive();
    if (mishap === 'stop') {
      stop.asked.abort();
      stop.over.abort();
      // Whoever stops does not hear of it any more; the store and the queue it still waits for.
      if (stepCalls.test(name)) await new Promise(() => {});
    }
    return answer;
  }
  const wrap = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get(target, member, receiver) {
        const method = Reflect.get(target, member, receiver);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          assertAlive();
          const index = calls.push(`${name}.${String(member)}`) - 1;
          const call = async () => Reflect.apply(method, target, given);
          if (at?.call === index) return meet(name, at.mishap, call);
          // Its timers stand still as well.
          if (frozen) await thawed.promise;
          const answer = await call();
          assertAlive();
          return answer;
        };
      },
    });
  const ports = Object.fromEntries(Object.entries(plain).map(([name, port]) => [name, wrap(name, port)]));
  const stopping: Stopping = { asked: stop.asked.signal, over: stop.over.signal };
  return {
    around: { ...(ports as Ports), stopping },
    calls,
    tripped: tripped.promise,
    thaw() {
      frozen = false;
      thawed.resolve();
    },
  };
}
