import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { masked } from '../../scripts/transcripts/mask.ts';
import { transcriptIn, withSteps } from '../../scripts/transcripts/page.ts';
import { playTranscripts } from '../../scripts/transcripts/play.ts';

const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');

test('unmodified kubectl and helm print what the page on the sandbox shows', { timeout: 300_000 }, async () => {
  const played = await playTranscripts(page, ['kubectl', 'helm']);
  for (const { differences } of played.values()) assert.deepEqual(differences, []);
});

const block = (...lines: string[]) => ['```console', ...lines, '```', ''].join('\n');
const shown = (body: string) => `before\n<!-- transcript:one:begin -->\n${body}<!-- transcript:one:end -->\nafter`;

test('commands and outputs are read from the console blocks of a page, and written back', () => {
  const first = block('$ cat > a <<END', '> one', '>', '> END', '$ cat a', 'one', '');
  const text = shown(`${first}words\n${block('$ true')}`);
  assert.deepEqual(transcriptIn(text, 'one'), [
    { command: 'cat > a <<END\none\n\nEND', output: '' },
    { command: 'cat a', output: 'one\n' },
    { command: 'true', output: '' },
  ]);
  const steps = transcriptIn(text, 'one').with(2, { command: 'true', output: 'no' });
  assert.equal(withSteps(text, 'one', steps), shown(`${first}words\n${block('$ true', 'no')}`));
});

test('outputs are compared without ages, ids, times and the width of columns, and with the rest', () => {
  const line = 'web-5d4f8c7b9c-x2k4z   1/1     Running   0     45s    2026-11-23T09:17:24Z';
  assert.equal(masked('web-7c6d5b8f4d-qqz9w 1/1 Running 0 3m20s 2026-01-02T00:00:01Z'), masked(line));
  assert.notEqual(masked(line.replace('1/1', '0/1')), masked(line));
});
