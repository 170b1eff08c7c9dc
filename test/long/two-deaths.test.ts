import { after, describe, test } from 'node:test';
import { useLanes } from '../crash/lanes.ts';
import { stories } from '../crash/stories.ts';
import { type Calm, type Point, playCalmly, playWithDeath } from '../crash/trial.ts';
import type { Mishap } from '../crash/tripwire.ts';
import { seeded } from '../e2e/seeded.ts';

const mishaps: Mishap[] = ['before', 'after', 'stop'];
/** How many second deaths are tried for each first one. */
const tries = 3;

describe('two deaths in one story', () => {
  const each = useLanes(8);
  const tried: Record<string, { pairs: number }> = {};
  after(() => {
    console.log('pairs of kill points tried:');
    console.table(tried);
  });

  for (const story of stories) {
    test(`${story.title}: the process that took over may die as well, anywhere`, async () => {
      let calm: Calm | undefined;
      await each([story], async (_, ...stores) => {
        calm = await playCalmly(story, ...stores);
      });
      const known = calm as Calm;
      const random = seeded(1);
      const second = (): Point => ({
        call: Math.floor(random() * known.calls.length),
        name: 'of the second process',
        mishap: mishaps[Math.floor(random() * mishaps.length)] ?? 'before',
      });
      const pairs = known.calls.flatMap((name, call) =>
        mishaps.flatMap((mishap) => Array.from({ length: tries }, () => [{ call, name, mishap }, second()])),
      );
      await each(pairs, (pair, ...stores) => playWithDeath(story, known, pair, ...stores));
      tried[story.title] = { pairs: pairs.length };
    });
  }
});
