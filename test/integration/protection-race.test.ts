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
    // The protection sets off a few round trips later each time, so that it arrives at every point of the delete.
    async function protect() {
      for (let late = round % 6; late > 0; late -= 1) await redis.client().ping();
      return w.amend(clusterId, { deletionProtection: true });
    }
    const settled = await Promise.allSettled([protect(), w.deleteCluster(clusterId)]);
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
