import { isFields, sameJson } from '../json.ts';
import { ApiError, badRequest } from '../status.ts';

interface Operation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

const refused = (message: string) =>
  new ApiError(422, 'Invalid', `the server rejected our request due to an error in our request: ${message}`, {});

function pointer(path: string): string[] {
  if (path === '') return [];
  return path
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function child(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return container[Number(key)];
  return isFields(container) ? container[key] : undefined;
}

function read(document: unknown, path: string): unknown {
  const value = pointer(path).reduce<unknown>(child, document);
  if (value === undefined) throw refused(`path not found: ${path}`);
  return value;
}

type Edit = (container: unknown, key: string) => unknown;

/** A copy of the document in which the container of `path` is what `edit` makes of it. */
function editAt(document: unknown, parts: string[], edit: Edit): unknown {
  const [key, ...rest] = parts;
  if (key === undefined) throw refused('the whole document cannot be removed');
  if (rest.length === 0) return edit(document, key);
  const inner = child(document, key);
  if (inner === undefined) throw refused(`path not found: ${key}`);
  const changed = editAt(inner, rest, edit);
  if (Array.isArray(document)) return document.with(Number(key), changed);
  return isFields(document) ? { ...document, [key]: changed } : document;
}

const add =
  (value: unknown): Edit =>
  (container, key) => {
    if (Array.isArray(container)) return container.toSpliced(key === '-' ? container.length : Number(key), 0, value);
    if (isFields(container)) return { ...container, [key]: value };
    throw refused(`cannot add ${key} to a scalar`);
  };

const remove: Edit = (container, key) => {
  if (child(container, key) === undefined) throw refused(`unable to remove nonexistent key: ${key}: missing value`);
  if (Array.isArray(container)) return container.toSpliced(Number(key), 1);
  const { [key]: _, ...rest } = container as Record<string, unknown>;
  return rest;
};

const replace =
  (value: unknown): Edit =>
  (container, key) => {
    if (child(container, key) === undefined) throw refused(`replace operation does not apply: missing key: ${key}`);
    return Array.isArray(container) ? container.with(Number(key), value) : { ...(container as object), [key]: value };
  };

function applyOne(document: unknown, operation: Operation): unknown {
  const parts = pointer(operation.path);
  switch (operation.op) {
    case 'add':
    case 'replace':
      if (parts.length === 0) return operation.value;
      return editAt(document, parts, operation.op === 'add' ? add(operation.value) : replace(operation.value));
    case 'remove':
      return editAt(document, parts, remove);
    case 'copy':
      return editAt(document, parts, add(read(document, operation.from ?? '')));
    case 'move': {
      const moved = read(document, operation.from ?? '');
      return editAt(editAt(document, pointer(operation.from ?? ''), remove), parts, add(moved));
    }
    case 'test':
      if (!sameJson(read(document, operation.path), operation.value))
        throw refused(`testing value ${operation.path} failed`);
      return document;
    default:
      throw badRequest(`unknown operation "${operation.op}"`);
  }
}

/** RFC 6902. */
export function jsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch is a list of operations');
  return patch.reduce<unknown>((current, operation) => applyOne(current, operation as Operation), document);
}
