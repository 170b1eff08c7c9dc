import { setTimeout as pause } from 'node:timers/promises';

const lookEveryMs = 25;

/** Looks until something holds; gives up after `seconds` and says what was seen last. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  seconds = 30,
): Promise<T> {
  const last = Date.now() + seconds * 1_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > last)
      throw new Error(`${what}: not within ${seconds} s. Last seen: ${JSON.stringify(seen)?.slice(0, 2_000)}`);
    await pause(lookEveryMs);
  }
}
