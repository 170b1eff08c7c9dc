import { isFields, itemsOf, sameJson } from '../json.ts';
import { childNode, type ListNode, type SchemaNode } from '../schema/node.ts';
import type { Fields } from '../types/object.ts';
import { type FieldTree, isEmpty, union } from './field-tree.ts';

// The one key of a built-in list that a manifest may leave out.
const keyDefaults: Fields = { protocol: 'TCP' };

/** The path element of a list item: its keys, or its value in a set. */
export function itemElement(item: unknown, keys: string[]): string {
  if (keys.length === 0) return `v:${JSON.stringify(item)}`;
  const fields = isFields(item) ? item : {};
  const values: Fields = {};
  for (const key of [...keys].sort()) values[key] = fields[key] ?? keyDefaults[key];
  return `k:${JSON.stringify(values)}`;
}

/** A list's items by their path elements. */
export function itemsByElement(list: unknown, keys: string[]): Map<string, unknown> {
  return new Map(itemsOf(list).map((item) => [itemElement(item, keys), item]));
}

/** Whether apply goes into a value of this node field by field. */
export function isGranularMap(node: SchemaNode | undefined): boolean {
  if (node === undefined || node.kind === 'any') return true;
  return (node.kind === 'object' || node.kind === 'map') && !node.atomic;
}

/** The keys of a list that apply merges item by item. */
export function mergingKeys(node: SchemaNode | undefined): string[] | undefined {
  return node?.kind === 'list' ? node.keys : undefined;
}

const itemNode = (node: SchemaNode | undefined) => (node as ListNode).items;

/** The paths that a manifest names: what an applier owns from now on. */
export function fieldsNamed(value: unknown, node: SchemaNode | undefined): FieldTree {
  const tree: FieldTree = {};
  const keys = mergingKeys(node);
  if (keys !== undefined && Array.isArray(value)) {
    for (const [element, item] of itemsByElement(value, keys)) {
      const below = fieldsNamed(item, itemNode(node));
      tree[element] = isEmpty(below) ? {} : { '.': {}, ...below };
    }
  } else if (isFields(value) && isGranularMap(node)) {
    for (const [key, item] of Object.entries(value)) tree[`f:${key}`] = fieldsNamed(item, childNode(node, key));
  }
  return tree;
}

// Everything below a value, with the maps and items themselves: what an update that brings the value is given.
function fieldsBrought(value: unknown, node: SchemaNode | undefined): FieldTree {
  return diffFields(Array.isArray(value) ? [] : {}, value, node, true).changed;
}

/** How two objects differ, as trees of fields. */
export interface FieldDiff {
  /** Paths added or given another value. */
  changed: FieldTree;
  removed: FieldTree;
}

function children(
  value: unknown,
  node: SchemaNode | undefined,
): Map<string, [unknown, SchemaNode | undefined]> | undefined {
  const keys = mergingKeys(node);
  if (keys !== undefined && Array.isArray(value)) {
    return new Map([...itemsByElement(value, keys)].map(([element, item]) => [element, [item, itemNode(node)]]));
  }
  if (!isFields(value) || !isGranularMap(node)) return undefined;
  return new Map(Object.entries(value).map(([key, item]) => [`f:${key}`, [item, childNode(node, key)]]));
}

/** Which paths differ between two values of the same shape. */
export function diffFields(before: unknown, after: unknown, node: SchemaNode | undefined, whole = false): FieldDiff {
  const diff: FieldDiff = { changed: {}, removed: {} };
  if (before === after) return diff;
  const old = children(before, node);
  const now = children(after, node);
  if (old === undefined || now === undefined) return diff;
  if (whole && now.size > 0) diff.changed['.'] = {};
  for (const [element, [value, child]] of now) {
    const known = old.get(element);
    if (known === undefined) {
      const below = fieldsBrought(value, child);
      diff.changed[element] = below;
    } else if (!sameJson(known[0], value)) {
      const below = diffFields(known[0], value, child);
      const leaf = children(value, child) === undefined || children(known[0], child) === undefined;
      if (leaf) diff.changed[element] = {};
      if (!isEmpty(below.changed)) diff.changed[element] = below.changed;
      if (!isEmpty(below.removed)) diff.removed[element] = below.removed;
    }
  }
  for (const [element, [value, child]] of old) {
    if (!now.has(element))
      diff.removed[element] = union({ '.': {} }, fieldsNamed(value, child), fieldsBrought(value, child));
  }
  return diff;
}
