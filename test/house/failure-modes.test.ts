import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const page = 'docs/failure-modes.md';

/** The cells of every row of every table, without the heads and the rules below them. */
function rows(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines
    .map((line) => line.split(/(?<!\\)\|/).slice(1, -1))
    .filter((_, index) => !/^\|[\s|:-]+$/.test(lines[index] ?? '') && !/^\|[\s|:-]+$/.test(lines[index + 1] ?? ''));
}

/** `[title](path)`: the title of a test, and the file that has it; or a row of a table that a test plays. */
function testsNamed(cell: string): { title: string; file: string }[] {
  return [...cell.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)].map(([, title = '', path = '']) => ({
    title,
    file: join('docs', path.replace(/#.*/, '')),
  }));
}

/** A title may be put together when the test runs: `…` stands for what is not in the source. */
function stands({ title, file }: { title: string; file: string }): boolean {
  const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
  return title.split('…').every((part) => source.includes(part.trim()));
}

test('every way to die that is listed names a test that exists', () => {
  const listed = rows(readFileSync(page, 'utf8'));
  assert.ok(listed.length > 40, `${listed.length} rows`);
  const broken = listed.flatMap((cells) => {
    const named = testsNamed(cells.at(-1) ?? '');
    if (cells.length !== 3 || named.length === 0) return [`no test: ${cells[0]?.trim()}`];
    return named.filter((each) => !existsSync(each.file) || !stands(each)).map((each) => `${each.file}: ${each.title}`);
  });
  assert.deepEqual(broken, []);
});
