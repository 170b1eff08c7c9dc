import { isFields, itemsOf, sameJson } from '../json.ts';
import { childNode, type ListNode, type SchemaNode } from '../schema/node.ts';
import { badRequest } from '../status.ts';
import type { Fields } from '../types/object.ts';

const directive = '$patch';
const orderPrefix = '$setElementOrder/';
const deletePrefix = '$deleteFromPrimitiveList/';
const retain = '$retainKeys';

function mergeFields(original: Fields, patch: Fields, node: SchemaNode | undefined): Fields {
  if (patch[directive] === 'delete') return {};
  if (patch[directive] === 'replace') {
    const { [directive]: _, ...replacement } = patch;
    return replacement;
  }
  let result = { ...original };
  if (patch[retain] !== undefined) {
    const kept = new Set(itemsOf(patch[retain]));
    result = Object.fromEntries(Object.entries(result).filter(([key]) => kept.has(key)));
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === retain || key.startsWith(orderPrefix)) continue;
    if (key.startsWith(deletePrefix)) {
      const field = key.slice(deletePrefix.length);
      result[field] = itemsOf(result[field]).filter((item) => !itemsOf(value).some((gone) => sameJson(item, gone)));
    } else if (value === null) delete result[key];
    else result[key] = mergeValue(result[key], value, childNode(node, key));
  }
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(orderPrefix)) continue;
    const field = key.slice(orderPrefix.length);
    const list = childNode(node, field);
    const mergeKey = list?.kind === 'list' ? (list.mergeKey ?? '') : '';
    if (Array.isArray(result[field])) result[field] = reorder(result[field], itemsOf(order), mergeKey);
  }
  return result;
}

function mergeValue(original: unknown, patch: unknown, node: SchemaNode | undefined): unknown {
  if (isFields(patch)) return mergeFields(isFields(original) ? original : {}, patch, node);
  if (!Array.isArray(patch)) return patch;
  if (node?.kind !== 'list' || node.mergeKey === undefined) return withoutDirectives(patch);
  const list = itemsOf(original);
  return node.mergeKey === '' ? mergeSet(list, patch) : mergeItems(list, patch, node, node.mergeKey);
}

function mergeSet(original: unknown[], patch: unknown[]): unknown[] {
  return [...original, ...patch.filter((item) => !original.some((known) => sameJson(known, item)))];
}

function withoutDirectives(patch: unknown[]): unknown[] {
  return patch.filter((item) => !(isFields(item) && item[directive] !== undefined));
}

function mergeItems(original: unknown[], patch: unknown[], node: ListNode, mergeKey: string): unknown[] {
  const replaces = patch.some(
    (item) => isFields(item) && item[directive] === 'replace' && item[mergeKey] === undefined,
  );
  if (replaces) return withoutDirectives(patch);
  let result = original;
  for (const item of patch) {
    const key = isFields(item) ? item[mergeKey] : undefined;
    if (!isFields(item) || key === undefined) {
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${mergeKey}`);
    }
    const at = result.findIndex((known) => isFields(known) && known[mergeKey] === key);
    if (item[directive] === 'delete') {
      result = result.filter((known) => !(isFields(known) && known[mergeKey] === key));
    } else if (at < 0) {
      result = [...result, mergeFields({}, item, node.items)];
    } else {
      result = result.with(at, mergeFields(result[at] as Fields, item, node.items));
    }
  }
  return result;
}

/** Puts the items named in `order` in that order; an item that only the server has stays behind its predecessor. */
function reorder(list: unknown[], order: unknown[], mergeKey: string): unknown[] {
  const keyOf = (item: unknown) => (mergeKey !== '' && isFields(item) ? item[mergeKey] : item);
  const ranks = new Map(order.map((item, index) => [keyOf(item), index]));
  const named = list.filter((item) => ranks.has(keyOf(item)));
  named.sort((a, b) => (ranks.get(keyOf(a)) ?? 0) - (ranks.get(keyOf(b)) ?? 0));
  const result = [...named];
  list.forEach((item, index) => {
    if (ranks.has(keyOf(item))) return;
    const before = result.indexOf(list[index - 1]);
    result.splice(index === 0 ? 0 : before + 1, 0, item);
  });
  return result;
}

/** Kubernetes' own patch, in which lists of a built-in kind are merged item by item. */
export function strategicMergePatch(original: Fields, patch: unknown, node: SchemaNode): Fields {
  if (!isFields(patch)) throw badRequest('a strategic merge patch is an object');
  return mergeFields(original, patch, node);
}
