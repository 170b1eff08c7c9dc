/** The store, or whatever else, took longer than a request may take. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

/** Settles as the call does, or rejects with `TimeLimitError` once `limitMs` have passed. */
export async function withinLimit<T>(call: Promise<T>, limitMs: number): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeLimitError(`no answer within ${limitMs} ms`)), limitMs);
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The same object, every asynchronous method of which answers within `limitMs` or fails. */
export function limited<T extends object>(target: T, limitMs: number): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name, object);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => withinLimit(Promise.resolve(Reflect.apply(member, object, args)), limitMs);
    },
  });
}
