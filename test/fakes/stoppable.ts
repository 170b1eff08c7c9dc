import type { Surroundings } from './world.ts';

/**
 * A worker that is stopped (SIGSTOP) just before one of its outside calls, and goes on with that very call when it is
 * released. While it is stopped nothing of it moves: its renewals wait too.
 */
export function stoppable(plain: Surroundings, at: number) {
  const calls: string[] = [];
  const stopped = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let asleep = false;
  const wrap = <Port extends object>(name: string, port: Port): Port =>
    new Proxy(port, {
      get(target, member, receiver) {
        const method = Reflect.get(target, member, receiver);
        if (typeof method !== 'function') return method;
        return async (...given: unknown[]) => {
          if (!asleep && calls.push(`${name}.${String(member)}`) - 1 === at) {
            asleep = true;
            stopped.resolve();
          }
          if (asleep) await released.promise;
          return Reflect.apply(method, target, given);
        };
      },
    });
  const around: Surroundings = {
    store: wrap('store', plain.store),
    arm: wrap('arm', plain.arm),
    kube: wrap('kube', plain.kube),
    helm: wrap('helm', plain.helm),
    wakeUps: plain.wakeUps,
  };
  return {
    around,
    calls,
    stopped: stopped.promise,
    release() {
      released.resolve();
    },
  };
}
