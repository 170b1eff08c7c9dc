import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import type { RuleName } from '../chaos/auditor/audit.ts';
import { testCaught } from '../chaos/runs/caught.ts';

const caughtBy: Record<string, RuleName> = {
  'finish-without-events': 'events',
  'ignore-the-key': 'same-key',
  'deliver-before-sending': 'deliveries',
  'lose-the-outbox': 'deliveries',
  'keep-the-name': 'names',
  'forget-the-cancel': 'heeded',
  'leave-the-group': 'orphans',
};
/** The script of this seed has three cancels; that of the others has none. */
const seedWithCancels = 7;
/** Part of `npm test`. */
const caughtThere = ['drop-the-sweeper', 'save-the-token-late', 'ignore-the-epoch'];

describe('more planted bugs make the auditor fail, each by its own rule', () => {
  test('every planted bug has its test', () => {
    const folder = join(import.meta.dirname, '../chaos/planted');
    const planted = readdirSync(folder).map((file) => basename(file, '.ts'));
    const tried = [...Object.keys(caughtBy), ...caughtThere, 'plant'];
    assert.deepEqual(planted.toSorted(), tried.toSorted());
  });

  for (const [plant, rule] of Object.entries(caughtBy))
    testCaught(plant, rule, plant === 'forget-the-cancel' ? seedWithCancels : undefined);
});
