import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, test } from 'node:test';
import { runDirected } from '../chaos/directed.ts';
import { type DirectionName, directions } from '../chaos/directions.ts';
import { report } from '../chaos/report.ts';
import { testCaught } from '../chaos/runs/caught.ts';

const by = 'callers repeat, cancel, delete and retry';
const plants = {
  'finish-without-events': { rule: 'events', by },
  'ignore-the-key': { rule: 'same-key', by },
  'deliver-before-sending': { rule: 'deliveries', by },
  'lose-the-outbox': { rule: 'deliveries', by, drainSeconds: 2 },
  'keep-the-name': { rule: 'names', by },
  'forget-the-cancel': { rule: 'heeded', by },
  'leave-the-group': { rule: 'orphans', by },
  'drop-the-sweeper': { rule: 'stuck', by: 'the queue forgets what nobody holds', drainSeconds: 12 },
  'ignore-the-epoch': { rule: 'events', by: 'a worker wakes when another has ended its job', drainSeconds: 2 },
} as const;
/** Part of `npm test`. */
const caughtThere = ['save-the-token-late'];

describe('more planted bugs make the auditor fail, each by its own rule', () => {
  test('every planted bug has its test', () => {
    const folder = join(import.meta.dirname, '../chaos/planted');
    const planted = readdirSync(folder).map((file) => basename(file, '.ts'));
    const tried = [...Object.keys(plants), ...caughtThere, 'plant'];
    assert.deepEqual(planted.toSorted(), tried.toSorted());
  });

  testCaught(plants);

  test('without a bug the same directions break no rule', async () => {
    const result = await runDirected(Object.keys(directions) as DirectionName[]);
    assert.deepEqual(result.broken, [], `${report(result)}\nkept in ${result.folder}`);
  });
});
