import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProblemError } from '../../src/model/problem.ts';
import { useRedis } from '../fakes/use-redis.ts';
import { createWorld } from '../fakes/world.ts';

const redis = useRedis();

test('of a protection and a delete at the same instant, the one that was first is heeded by the other', async () => {
  const outcomes = { protected: 0, deleted: 0 };
  for (let round = 0; round < 60; round += 1) {
    const w = createWorld(await redis.emptyJobStore());
    const { clusterId } = (await w.order()).job.record.job;
    const protect = () => w.amend(clusterId, { deletionProtection: true });
    const remove = () => w.deleteCluster(clusterId);
    // Taking turns at being sent first, else one of the two would win every race.
    const racers = round % 2 === 0 ? [protect, remove] : [remove, protect];
    const settled = await Promise.allSettled(racers.map((race) => race()));
    const won = settled.filter(({ status }) => status === 'fulfilled').length;
    assert.equal(won, 1, 'never both, and never neither');
    const [refused] = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    assert.ok(refused instanceof ProblemError);
    const cluster = (await w.plain.store.cluster('team-a', clusterId))?.cluster;
    if (cluster?.deletionProtection) {
      outcomes.protected += 1;
      assert.equal(refused.problem.code, 'deletion-protected');
      assert.equal(cluster.state, 'Creating');
    } else {
      outcomes.deleted += 1;
      assert.equal(refused.problem.code, 'invalid-state');
      assert.equal(cluster?.state, 'Deleting');
    }
  }
  assert.ok(outcomes.protected > 0 && outcomes.deleted > 0, `both ends were seen: ${JSON.stringify(outcomes)}`);
});
