import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { CATALOGUE } from '../../sandbox/faults/catalogue.ts';
import { allCases } from './cases.ts';
import { play } from './play.ts';
import { openTheatre } from './stage.ts';
import { isAbout, rowOf, rowsOfPage } from './table.ts';

const rows = await rowsOfPage();
const theatre = await openTheatre();

// A play waits for helm half of its time.
describe('what callers see of each fault', { concurrency: 3 }, () => {
  after(() => theatre.close());

  test('every fault of the catalogue has a row in docs/sandbox.md, and every row a fault', () => {
    const cases = allCases();
    const untold = Object.keys(CATALOGUE).filter((name) => !rows.some((row) => row.startsWith(`| \`${name}\` |`)));
    assert.deepEqual(untold, []);
    assert.deepEqual(
      rows.filter((row) => !cases.some((each) => isAbout(each, row))),
      [],
    );
  });

  for (const each of allCases()) {
    test(`${each.fault} at a ${each.job}`, async () => {
      const told = await play(theatre.folder, each);
      assert.equal(
        rowOf(told),
        rows.find((row) => isAbout(each, row)),
        'node test/faults/table.ts writes the page',
      );
    });
  }

  test('a play repeats: what the sandbox leaves to chance it leaves to its seed', async () => {
    const chancy = allCases().filter(({ fault }) => ['slow', 'nodes-flap'].includes(fault));
    for (const each of chancy) {
      assert.deepEqual(await play(theatre.folder, each), await play(theatre.folder, each));
    }
  });
});
