import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bench } from '../unit/provisioning/preflight/bench.ts';

test('the page on preflight has every check, and no other', async () => {
  const told = readFileSync('docs/preflight.md', 'utf8').matchAll(/^### `([a-z-]+)`$/gm);
  const findings = await bench().run();
  const documented = [...told].map((match) => match[1]);
  assert.deepEqual(documented.toSorted(), findings.map(({ check }) => check).toSorted());
});
