import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checksOf } from '../../src/provisioning/preflight/index.ts';

test('the page on preflight has every check, and no other', () => {
  const told = readFileSync('docs/preflight.md', 'utf8').matchAll(/^### `([a-z-]+)`$/gm);
  const documented = [...told].map((match) => match[1]);
  const listed = new Set(Object.values(checksOf).flatMap((checks) => checks.map(({ name }) => name)));
  assert.deepEqual(documented.toSorted(), [...listed].toSorted());
});
