import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { orderFields } from '../../src/model/order.ts';

interface Node {
  type?: string;
  properties?: Record<string, Node>;
  items?: Node;
  anyOf?: Node[];
}

/** The fields below a schema, dotted; a list's are those of its items. What has fields of its own is named by them. */
function fieldsOf(node: Node, path: string): string[] {
  const inner = [node, node.items, ...(node.anyOf ?? [])].flatMap((each) => Object.entries(each?.properties ?? {}));
  if (inner.length === 0) return [path];
  return [...new Set(inner.flatMap(([name, below]) => fieldsOf(below, `${path}.${name}`)))];
}

test('the page of the order names every field of an order, and no other', () => {
  const fields = Object.entries(orderFields as Record<string, Node>).flatMap(([name, node]) => fieldsOf(node, name));
  const table = readFileSync('docs/order.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const named = table.flatMap((row) => row.split('|')[1]?.match(/[\w.]+/g) ?? []);
  const groups = ['resourceGroup', 'nodePools'];
  assert.deepEqual(named.toSorted(), [...fields, ...groups, 'cni'].toSorted());
});
