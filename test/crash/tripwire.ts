import type { Surroundings } from '../fakes/world.ts';

/** Thrown in place of an answer: the process is dead from here on. */
export class Crash extends Error {}

export interface Tripwire {
  around: Surroundings;
  /** Every outside call so far, as `arm.createCluster`. */
  calls: string[];
}

/**
 * Wraps everything a process can reach. At the given call it dies: before the call is made, or after it was made and
 * before its answer is seen. Dead processes reach nothing any more.
 */
export function tripwire(plain: Surroundings, at?: { call: number; when: 'before' | 'after' }): Tripwire {
  const calls: string[] = [];
  let dead = false;
  const wrap = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get(target, member, receiver) {
        const method = Reflect.get(target, member, receiver);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          if (dead) throw new Crash('already dead');
          const index = calls.push(`${name}.${String(member)}`) - 1;
          const mine = at?.call === index;
          if (mine && at.when === 'before') dead = true;
          if (dead) throw new Crash(`before ${calls[index]}`);
          const answer: unknown = await Reflect.apply(method, target, given);
          if (mine) dead = true;
          if (dead) throw new Crash(`after ${calls[index]}`);
          return answer;
        };
      },
    });
  const around = {
    store: wrap('store', plain.store),
    arm: wrap('arm', plain.arm),
    kube: wrap('kube', plain.kube),
    helm: wrap('helm', plain.helm),
    wakeUps: wrap('wakeUps', plain.wakeUps),
  };
  return { around, calls };
}
