import { fieldsOf, itemsOf, readPath } from '../json.ts';
import { ageColumn, nameColumn } from './column.ts';
import type { Column } from './kind.ts';

/** Reads a cell of a table out of an object. */
export type Value = Column['value'];

/** A value as kubectl prints it. */
export const text = (value: unknown, absent = '<none>') =>
  value === undefined || value === null || value === '' ? absent : String(value);

/** What stands at a JSON path. */
export const at =
  (path: string, absent = '<none>'): Value =>
  (object) =>
    text(readPath(object, path), absent);

/** The number at a JSON path, 0 when there is none. */
export const numberAt =
  (path: string): Value =>
  (object) =>
    Number(readPath(object, path) ?? 0);

/** How many members the list or object at a path has. */
export const size =
  (path: string): Value =>
  (object) => {
    const value = readPath(object, path);
    return Array.isArray(value) ? value.length : Object.keys(fieldsOf(value)).length;
  };
/** Two numbers as `1/2`. */
export const ratio =
  (done: string, wanted: string): Value =>
  (object) =>
    `${Number(readPath(object, done) ?? 0)}/${Number(readPath(object, wanted) ?? 0)}`;

/** `a=b,c=d`, the way kubectl shows labels and selectors. */
export function labelsText(labels: unknown): string {
  const pairs = Object.entries(fieldsOf(labels)).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

export const containers =
  (field: 'name' | 'image', path: string): Value =>
  (object) =>
    itemsOf(readPath(object, path))
      .map((container) => text(fieldsOf(container)[field], ''))
      .join(',');

/** The columns of a kind that has none of its own. */
export const defaultColumns: Column[] = [nameColumn, ageColumn];
/** A name, and then the columns of a kind. */
export const named = (...columns: Column[]): Column[] => [nameColumn, ...columns];
