import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ProblemError, problem } from '../../src/model/problem.ts';
import { type Api, bearer, operatorKey, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

describe('the inventory of operators', () => {
  async function ready(api: Api): Promise<string> {
    const { body } = await api.call.post('/v1/clusters').set(bearer).send(firstOrder);
    await api.world.drain();
    return body.clusterId;
  }

  test('shows a record whose cluster is gone, and ends it by an ordinary delete', async (t) => {
    const api = await startApi(t);
    const clusterId = await ready(api);
    const orphans = async () => (await api.call.get('/v1/operator/orphans').set(operatorKey)).body;
    assert.deepEqual(await orphans(), { clusters: [], groups: [], records: [], unread: [] });
    api.world.cloud.clusters.clear();
    const [record] = (await orphans()).records;
    assert.deepEqual([record.clusterId, record.tenant, record.name], [clusterId, 'team-a', 'blue']);
    const forget = (body: object) => api.call.post('/v1/operator/orphans/forget').set(operatorKey).send(body);
    const accepted = await forget({ clusterId });
    assert.equal(accepted.status, 202);
    assert.equal(accepted.body.operation, 'cluster.delete');
    assert.ok(accepted.headers['operation-location']);
    await api.world.drain();
    assert.equal((await forget({ clusterId })).status, 404);
    assert.equal((await forget({ clusterId: 'cls_1' })).status, 422);
    assert.deepEqual((await orphans()).records, []);
  });

  test('answers no 202 before the delete is as durable as promised', async (t) => {
    let confirmed = true;
    const confirm = async () => {
      if (!confirmed) throw new ProblemError(problem('dependency-unavailable', 'not confirmed'));
    };
    const api = await startApi(t, { durability: { confirm } });
    const clusterId = await ready(api);
    api.world.cloud.clusters.clear();
    confirmed = false;
    const refused = await api.call.post('/v1/operator/orphans/forget').set(operatorKey).send({ clusterId });
    assert.equal(refused.status, 503);
  });

  test('deletes no cluster that has a record, and finds none that is not ours', async (t) => {
    const api = await startApi(t);
    await ready(api);
    const [cluster] = api.world.cloud.clusters.values();
    const remove = (armId: string) => api.call.post('/v1/operator/orphans/delete').set(operatorKey).send({ armId });
    assert.equal((await remove(cluster?.id ?? '')).body.code, 'invalid-state');
    assert.equal((await remove('/subscriptions/s/elsewhere')).status, 404);
  });

  test('a rebuild tells what it left as it was', async (t) => {
    const api = await startApi(t);
    const clusterId = await ready(api);
    const rebuilt = await api.call.post('/v1/operator/rebuild').set(operatorKey).send({ dryRun: true });
    assert.equal(rebuilt.status, 200);
    assert.deepEqual([rebuilt.body.dryRun, rebuilt.body.restored], [true, []]);
    assert.equal(rebuilt.body.skipped[0].clusterId, clusterId);
  });
});
