import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { createComparison, type Difference } from './diff.ts';
import { DIFFERENCES, type KnownDifference } from './differences.ts';
import { replay } from './replay.ts';
import { SCENARIOS } from './scenarios.ts';

for (const scenario of SCENARIOS) {
  test(`the sandbox answers as Azure did: ${scenario.recordings.join(', ')}`, async (t) => {
    const unknown: string[] = [];
    const seen = new Set<string>();
    const differences = createComparison();
    for (const played of await replay(t, scenario)) {
      const { recording, number } = played;
      for (const difference of differences(played)) {
        const known = DIFFERENCES.find((one) => one.recordings.includes(recording) && explains(one, difference));
        if (known === undefined) unknown.push(`${recording}, exchange ${number}: ${told(difference)}`);
        else seen.add(`${recording}: ${known.where}`);
      }
    }
    assert.deepEqual(unknown, [], 'differences that differences.ts does not list');
    const listed = DIFFERENCES.flatMap(({ where, recordings }) => recordings.map((name) => ({ where, name })))
      .filter(({ name }) => scenario.recordings.includes(name))
      .map(({ where, name }) => `${name}: ${where}`);
    const gone = listed.filter((one) => !seen.has(one));
    assert.deepEqual(gone, [], 'differences that are listed, and occur no longer');
  });
}

test('every recording is played, and the list of differences is short', () => {
  const recordings = globSync('test/sandbox/conformance/recordings/*.json').map((file) => basename(file, '.json'));
  assert.deepEqual(SCENARIOS.flatMap((scenario) => scenario.recordings).toSorted(), recordings.toSorted());
  assert.ok(DIFFERENCES.length < 25);
});

function explains({ where, kind }: KnownDifference, difference: Difference): boolean {
  const pattern = new RegExp(`^${where.split('*').map(RegExp.escape).join('.*')}$`);
  return kind === difference.kind && pattern.test(difference.place);
}

function told({ place, kind, azure, sandbox }: Difference): string {
  return `${place}: ${kind} (Azure ${JSON.stringify(azure)}, sandbox ${JSON.stringify(sandbox)})`;
}
