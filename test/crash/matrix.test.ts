import { after, describe, test } from 'node:test';
import { useLanes } from './lanes.ts';
import { stories } from './stories.ts';
import { type Calm, type Point, playCalmly, playWithDeath } from './trial.ts';
import { stepCalls } from './tripwire.ts';

/** Dying after a look is dying before the call that follows it: nothing outside has changed between the two. */
const looks =
  /^(?:kube\.(?!create|delete)|arm\.(?!create|delete|tag|abort)|store\.(?:job|jobs|cluster|clusters|idempotent|events)$|webhooks\.(?:outboxEvent|endpoint|endpoints)$)/;
function pointsOf({ calls }: Calm): Point[] {
  return calls.flatMap((name, call) => [
    { call, name, mishap: 'before' as const },
    ...(looks.test(name) ? [] : [{ call, name, mishap: 'after' as const }]),
    ...(stepCalls.test(name) ? [{ call, name, mishap: 'stop' as const }] : []),
  ]);
}

describe('crash matrix', () => {
  const each = useLanes(8);
  const tried: Record<string, Record<string, number>> = {};
  after(() => {
    console.log('kill points tried, all green unless a test says otherwise:');
    console.table(tried);
  });

  for (const story of stories) {
    test(`${story.title}: dying or being stopped at any call changes nothing in the end`, async () => {
      let calm: Calm | undefined;
      await each([story], async (_, ...stores) => {
        calm = await playCalmly(story, ...stores);
      });
      const known = calm as Calm;
      const counts = { before: 0, after: 0, stop: 0 };
      await each(pointsOf(known), async (point, ...stores) => {
        await playWithDeath(story, known, [point], ...stores);
        counts[point.mishap as keyof typeof counts] += 1;
      });
      tried[story.title] = counts;
    });
  }
});
