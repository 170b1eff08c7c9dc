import { fieldsOf, isFields, itemsOf } from '../json.ts';

// `.a.b`, `['a.b']`, `[0]`, `[*]` and `[?(@.type=="Ready")]`: what printer columns use.
const step = /\.([\w-]+)|\['([^']+)'\]|\[(\d+|\*)\]|\[\?\(@\.([\w.]+)\s*==\s*["']([^"']*)["']\)\]/y;

function select(values: unknown[], match: RegExpExecArray): unknown[] {
  const [, plain, quoted, index, filterField, filterValue] = match;
  const field = plain ?? quoted?.replaceAll('\\', '');
  if (field !== undefined)
    return values.filter(isFields).flatMap((value) => (value[field] === undefined ? [] : [value[field]]));
  if (index === '*') return values.flatMap((value) => (isFields(value) ? Object.values(value) : itemsOf(value)));
  if (index !== undefined) return values.flatMap((value) => itemsOf(value).slice(Number(index), Number(index) + 1));
  return values.flatMap((value) =>
    itemsOf(value).filter((item) => String(fieldsOf(item)[filterField ?? '']) === filterValue),
  );
}

/** The first value that a printer column's JSONPath finds. */
export function jsonPathValue(object: unknown, path: string): unknown {
  let values: unknown[] = [object];
  step.lastIndex = 0;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return undefined;
    values = select(values, match);
  }
  return values[0];
}
