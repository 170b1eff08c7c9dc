import { fieldsOf, isFields, itemsOf } from '../json.ts';
import { childNode, type ListNode, type SchemaNode } from '../schema/node.ts';
import type { Fields } from '../types/object.ts';
import { type FieldTree, holdsItself } from './field-tree.ts';
import { isGranularMap, itemElement, itemsByElement, mergingKeys } from './typed.ts';

/** The live value with everything that the manifest says laid over it. */
export function mergeApplied(live: unknown, applied: unknown, node: SchemaNode | undefined): unknown {
  const keys = mergingKeys(node);
  if (keys !== undefined && Array.isArray(applied) && node?.kind === 'list') {
    return mergeLists(itemsOf(live), applied, node, keys);
  }
  if (!isFields(applied) || !isFields(live) || !isGranularMap(node)) return applied;
  const result: Fields = { ...live };
  for (const [key, value] of Object.entries(applied))
    result[key] = mergeApplied(live[key], value, childNode(node, key));
  return result;
}

// The applied order wins; items that only the live list has keep their place before what followed them.
function mergeLists(live: unknown[], applied: unknown[], node: ListNode, keys: string[]): unknown[] {
  const liveItems = itemsByElement(live, keys);
  const appliedItems = itemsByElement(applied, keys);
  const waiting = [...liveItems];
  const result: unknown[] = [];
  for (const [element, item] of appliedItems) {
    // Live-only items up to this one; an item that the manifest moves forward waits for its turn there.
    while (waiting[0] !== undefined && waiting[0][0] !== element) {
      const [name, value] = waiting[0];
      if (!appliedItems.has(name)) result.push(value);
      else if (!liveItems.has(element)) break;
      waiting.shift();
    }
    if (waiting[0]?.[0] === element) waiting.shift();
    result.push(liveItems.has(element) ? mergeApplied(liveItems.get(element), item, node.items) : item);
  }
  return [...result, ...waiting.filter(([name]) => !appliedItems.has(name)).map(([, value]) => value)];
}

/**
 * Takes out of a value the paths in `gone`, unless somebody in `kept` still owns them or something below them.
 * Answers `undefined` when nothing is left of it.
 */
export function prune(value: unknown, gone: FieldTree, kept: FieldTree, node: SchemaNode | undefined): unknown {
  const keys = mergingKeys(node);
  if (keys !== undefined && Array.isArray(value) && node?.kind === 'list') {
    const items = value.flatMap((item) => {
      const element = itemElement(item, keys);
      const left = pruneChild(item, gone[element], kept[element], node.items);
      return left === undefined ? [] : [left];
    });
    return items.length === 0 && value.length > 0 ? undefined : items;
  }
  if (!isFields(value) || !isGranularMap(node)) return value;
  const result: Fields = {};
  for (const [key, item] of Object.entries(value)) {
    const left = pruneChild(item, gone[`f:${key}`], kept[`f:${key}`], childNode(node, key));
    if (left !== undefined) result[key] = left;
  }
  const emptied = Object.keys(result).length === 0 && Object.keys(fieldsOf(value)).length > 0;
  return emptied ? undefined : result;
}

function pruneChild(
  value: unknown,
  gone: FieldTree | undefined,
  kept: FieldTree | undefined,
  node: SchemaNode | undefined,
): unknown {
  if (gone === undefined) return value;
  if (kept === undefined && holdsItself(gone)) return undefined;
  const left = prune(value, gone, kept ?? {}, node);
  // An owner of the container itself keeps it, empty though it be.
  if (left === undefined && kept !== undefined && holdsItself(kept)) return Array.isArray(value) ? [] : {};
  return left;
}
