import assert from 'node:assert/strict';
import test from 'node:test';
import pino from 'pino';
import { requestCluster } from '../../src/usecases/request-cluster.ts';
import { retryJob } from '../../src/usecases/retry-job.ts';
import { bearer, createHttpDeps, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

test('a full store refuses new orders, and goes on with reads, repeats, cancels and deletes', async (t) => {
  const fakes = createHttpDeps();
  let state: 'open' | 'full' = 'open';
  const errors: string[] = [];
  const useCaseDeps = { ...fakes.world.useCaseDeps(), intake: { state: () => state } };
  const { call } = await startApi(t, {
    ...fakes.deps,
    requestCluster: requestCluster(useCaseDeps),
    retryJob: retryJob(useCaseDeps),
    log: pino({ level: 'error' }, { write: (line: string) => errors.push(line) }),
  });
  const order = (name: string) =>
    call
      .post('/v1/clusters')
      .set(bearer)
      .set('idempotency-key', name)
      .send({ ...firstOrder, name });
  const { body: first } = await order('before').expect(202);

  state = 'full';
  const refused = await order('after');
  assert.equal(refused.status, 503);
  assert.equal(refused.body.code, 'store-full');
  assert.deepEqual(errors, [], 'a refusal is no fault of ours');
  assert.equal(refused.headers['retry-after'], '30');
  const repeated = await order('before').expect(202);
  assert.equal(repeated.body.id, first.id);
  await call.get(`/v1/jobs/${first.id}`).set(bearer).expect(200);
  await call.get('/v1/clusters').set(bearer).expect(200);
  await call.post(`/v1/jobs/${first.id}/cancel`).set(bearer).expect(202);
  await fakes.world.drain();
  const retried = await call.post(`/v1/jobs/${first.id}/retry`).set(bearer);
  assert.equal(retried.body.code, 'store-full', 'to try again is new work');
  await call.delete(`/v1/clusters/${first.clusterId}`).set(bearer).expect(202);

  state = 'open';
  await order('after').expect(202);
});
