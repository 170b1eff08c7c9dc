import { after, describe, test } from 'node:test';
import { useLanes } from './lanes.ts';
import { stories } from './stories.ts';
import { type Calm, playCalmly, playWithZombie } from './trial.ts';

describe('a process that froze, and goes on when another has done its work', () => {
  const each = useLanes(8);
  const tried: Record<string, { frozen: number }> = {};
  after(() => {
    console.log('points at which a process froze and went on later:');
    console.table(tried);
  });

  for (const story of stories) {
    test(`${story.title}: changes nothing, in front of whatever call it froze`, async () => {
      let calm: Calm | undefined;
      await each([story], async (_, ...stores) => {
        calm = await playCalmly(story, ...stores);
      });
      const known = calm as Calm;
      const points = known.calls.map((name, call) => ({ name, call, mishap: 'freeze' as const }));
      await each(points, (point, ...stores) => playWithZombie(story, known, point, ...stores));
      tried[story.title] = { frozen: points.length };
    });
  }
});
