import type { Fields } from './types/object.ts';

/** Whether a value is a JSON object. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value's fields, or none when it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** The value's items, or none when it is no list. */
export function itemsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Deep equality of JSON values; the order of an object's fields does not count, `undefined` is absence. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => sameJson(item, b[index]));
  }
  if (!isFields(a) || !isFields(b)) return false;
  for (const key in a) if (!sameJson(a[key], b[key])) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}

/** Reads `spec.nodeName` and the like out of an object. */
export function readPath(value: unknown, path: string): unknown {
  let current = value;
  for (const part of path.split('.')) current = fieldsOf(current)[part];
  return current;
}

/** The same object without some of its fields. */
export function without(object: Fields, ...keys: string[]): Fields {
  const rest = { ...object };
  for (const key of keys) delete rest[key];
  return rest;
}

/** Drops fields that are `undefined`, so that an optional field can be written as a conditional value. */
export function defined<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const result: Fields = {};
  for (const [key, value] of Object.entries(object)) if (value !== undefined) result[key] = value;
  return result as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** JSON with the fields of every object in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isFields(item) ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1))) : item,
  );
}
