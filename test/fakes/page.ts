import type { Page } from '../../src/ports.ts';

/** A page of a list in memory, newest id first. */
export function page<T>(items: T[], id: (item: T) => string, limit: number, after: string | undefined): Page<T> {
  const ordered = items.toSorted((a, b) => (id(a) < id(b) ? 1 : -1)).filter((item) => !after || id(item) < after);
  const shown = ordered.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown, ...(ordered.length > limit && last ? { next: id(last) } : {}) };
}
