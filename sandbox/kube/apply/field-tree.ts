/**
 * A set of field paths, in the form in which managedFields show it (FieldsV1): `f:name` is a field, `k:{…}` a list item
 * by its keys, `v:…` a member of a set. An empty tree is a path that is in the set; `.` says the same of one that also
 * has paths below it.
 */
export interface FieldTree {
  [element: string]: FieldTree;
}

/** Whether the path of this tree is itself in the set. */
export function holdsItself(tree: FieldTree): boolean {
  return tree['.'] !== undefined || Object.keys(tree).length === 0;
}

/** Whether the set is empty; only a root may be. */
export function isEmpty(tree: FieldTree): boolean {
  return Object.keys(tree).length === 0;
}

const itself: FieldTree = { '.': {} };

// A leaf, written like a tree that has paths below it.
const expanded = (tree: FieldTree): FieldTree => (isEmpty(tree) ? itself : tree);

// The short form of a tree: a leaf when nothing is below it, `undefined` when nothing is in it.
function compact(tree: FieldTree): FieldTree | undefined {
  const keys = Object.keys(tree);
  if (keys.length === 0) return undefined;
  return keys.length === 1 && keys[0] === '.' ? {} : tree;
}

function unionOf(a: FieldTree, b: FieldTree): FieldTree {
  const result: FieldTree = { ...a };
  for (const [element, below] of Object.entries(b)) {
    const known = result[element];
    if (known === undefined) result[element] = below;
    else if (element !== '.') result[element] = compact(unionOf(expanded(known), expanded(below))) ?? {};
  }
  return result;
}

/** Paths in either set. */
export function union(...sets: FieldTree[]): FieldTree {
  return sets.reduce(unionOf, {});
}

/** Paths in the first set and not in the second. */
export function difference(a: FieldTree, b: FieldTree): FieldTree {
  const result: FieldTree = {};
  for (const [element, below] of Object.entries(a)) {
    const other = b[element];
    if (other === undefined) result[element] = below;
    else if (element !== '.') {
      const left = compact(difference(expanded(below), expanded(other)));
      if (left !== undefined) result[element] = left;
    }
  }
  return result;
}

/** Paths in both sets. */
export function intersection(a: FieldTree, b: FieldTree): FieldTree {
  const result: FieldTree = {};
  for (const [element, below] of Object.entries(a)) {
    const other = b[element];
    if (other === undefined) continue;
    if (element === '.') result[element] = {};
    else {
      const shared = compact(intersection(expanded(below), expanded(other)));
      if (shared !== undefined) result[element] = shared;
    }
  }
  return result;
}

function elementText(element: string): string {
  const text = element.slice(2);
  if (element.startsWith('f:')) return `.${text}`;
  if (element.startsWith('v:')) return `[=${text}]`;
  if (element.startsWith('i:')) return `[${text}]`;
  const keys = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
}

/** The paths of a set as conflict messages write them: `.spec.template.spec.containers[name="web"].image`. */
export function pathsOf(tree: FieldTree, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([element, below]) => {
    if (element === '.') return [prefix];
    const path = `${prefix}${elementText(element)}`;
    return isEmpty(below) ? [path] : pathsOf(below, path);
  });
}
