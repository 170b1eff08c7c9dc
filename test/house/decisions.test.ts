import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';

test('every decision has a number of its own, the same in its heading, and a line in the list', () => {
  const pages = globSync('docs/decisions/[0-9]*.md').toSorted();
  const numbers = pages.map((page) => basename(page).slice(0, 4));
  assert.ok(pages.length > 20);
  assert.deepEqual(numbers, [...new Set(numbers)]);
  const lines = pages.map((page) => {
    const [, number, title] = /^# (\d{4}) (.+)$/m.exec(readFileSync(page, 'utf8')) ?? [];
    return { number, line: `- [${number}](${basename(page)}) ${title}` };
  });
  assert.deepEqual(
    lines.map(({ number }) => number),
    numbers,
  );
  const listed = readFileSync('docs/decisions/README.md', 'utf8').match(/^- \[.+$/gm);
  assert.deepEqual(
    listed,
    lines.map(({ line }) => line),
  );
});
