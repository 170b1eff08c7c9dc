import { accessTypes } from './data/access.ts';
import { appsTypes } from './data/apps.ts';
import { clusterTypes } from './data/cluster.ts';
import { coreTypes } from './data/core.ts';
import { metaTypes } from './data/meta.ts';
import { networkTypes } from './data/network.ts';
import { nodesTypes } from './data/nodes.ts';
import { podsTypes } from './data/pods.ts';
import type { MapNode, ObjectNode, ScalarKind, SchemaNode } from './node.ts';

/*
 * The notation of the tables under data/: one type a paragraph, `Name field:type field*:type …`, continued on indented
 * lines. `*` marks a required field and `~` something that server-side apply owns as a whole. Types are
 *   s string  i integer  n number  b boolean  q quantity  x integer or string  d date and time  y bytes  o anything
 *   {T} map of T   [T] list owned as a whole   [T|a,b] list whose items are told apart by a and b   [T|] set
 *   [T|a!] told apart by a in a strategic merge patch only   Name another type
 * What follows `=` is the field's number in protobuf, `2.4` that of a field of an embedded message; `^` marks a scalar
 * whose zero value says something.
 */

const scalars: Record<string, ScalarKind> = {
  s: 'string',
  i: 'integer',
  n: 'number',
  b: 'boolean',
  q: 'quantity',
  x: 'intOrString',
  d: 'time',
  y: 'bytes',
};

const fieldForm = /^([^:*]+)(\*)?:([^=]+)(?:=([\d.]+)(\^)?)?$/;
const types = new Map<string, ObjectNode>();

function parseType(text: string): SchemaNode {
  if (text.startsWith('~')) return { ...(parseType(text.slice(1)) as MapNode), atomic: true };
  if (text.startsWith('{')) return { kind: 'map', values: parseType(text.slice(1, -1)), atomic: false };
  if (text.startsWith('[')) return parseList(text.slice(1, -1));
  if (text === 'o') return { kind: 'any' };
  const scalar = scalars[text];
  if (scalar !== undefined) return { kind: scalar };
  return builtinType(text);
}

function parseList(text: string): SchemaNode {
  const bar = text.lastIndexOf('|');
  if (bar < 0) return { kind: 'list', items: parseType(text) };
  const items = parseType(text.slice(0, bar));
  const keyText = text.slice(bar + 1);
  const mergeOnly = keyText.endsWith('!');
  const keys = keyText
    .replace('!', '')
    .split(',')
    .filter((key) => key !== '');
  const mergeKey = keys[0] ?? '';
  return mergeOnly ? { kind: 'list', items, mergeKey } : { kind: 'list', items, keys, mergeKey };
}

function parseTables(): void {
  const text = [metaTypes, coreTypes, podsTypes, nodesTypes, appsTypes, accessTypes, networkTypes, clusterTypes].join(
    '',
  );
  const paragraphs = text
    .replaceAll('\n  ', ' ')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' '));
  for (const [head = ''] of paragraphs) {
    const name = head.replace('~', '');
    types.set(name, { kind: 'object', name, fields: new Map(), atomic: head.endsWith('~'), open: false });
  }
  for (const [head = '', ...fields] of paragraphs) {
    const type = builtinType(head.replace('~', ''));
    for (const field of fields) {
      const [, name = '', star, typeText = '', number, pointer] = fieldForm.exec(field) ?? [];
      const wire = number === undefined ? {} : { wire: { number, keepsZero: pointer !== undefined } };
      type.fields.set(name, { node: parseType(typeText), required: star !== undefined, ...wire });
    }
  }
}

/** Whether the tables know a type. */
export function isBuiltinType(name: string): boolean {
  return types.has(name);
}

/** The schema of a type of the Kubernetes API by its name, such as `PodSpec`. */
export function builtinType(name: string): ObjectNode {
  const type = types.get(name);
  if (type === undefined) throw new Error(`the schema tables have no type ${name}`);
  return type;
}

parseTables();
