import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { ProblemError, problem } from '../../src/model/problem.ts';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

interface Finding {
  check: string;
  verdict: string;
  pointer?: string;
  remedy?: string;
}

async function validator(t: TestContext) {
  const api = await startApi(t);
  const validate = (more: object = {}, headers: Record<string, string> = {}) =>
    api.call
      .post('/v1/clusters?validateOnly=true')
      .set({ ...bearer, ...headers })
      .send({ ...firstOrder, ...more });
  return { ...api, validate };
}

test('a validation answers with findings, the whole order, the body for ARM and the values for helm', async (t) => {
  const { validate } = await validator(t);
  const { status, body } = await validate({
    tags: { team: 'blue' },
    cni: { plugin: 'cilium', values: { debug: true } },
  });
  assert.equal(status, 200);
  assert.equal(body.valid, true);
  assert.ok(body.findings.length > 0);
  for (const finding of body.findings as Finding[]) assert.notEqual(finding.verdict, 'Failed', finding.check);
  assert.equal(body.order.network.podCidr, '10.244.0.0/16');
  assert.equal(body.armBody.properties.networkProfile.networkPlugin, 'none');
  assert.equal(body.armBody.properties.kubernetesVersion, body.order.kubernetesVersion);
  assert.match(body.order.kubernetesVersion, /^\d+\.\d+\.\d+$/, 'the version is resolved');
  assert.equal(body.armBody.tags.team, 'blue');
  const { chart, values } = body.release;
  assert.deepEqual([chart.name, values.debug, values.aksbyocni.enabled], ['cilium', true, true]);
});

test('a validation stores nothing, wakes nobody and changes nothing in Azure', async (t) => {
  const { call, validate, world } = await validator(t);
  const key = { 'idempotency-key': 'the-key' };
  assert.equal((await validate({}, key)).status, 200);
  assert.deepEqual((await call.get('/v1/clusters').set(bearer)).body.items, []);
  assert.deepEqual((await call.get('/v1/jobs').set(bearer)).body.items, []);
  await world.drain();
  assert.deepEqual([world.cloud.clusters.size, world.cloud.groups.size], [0, 0]);
  // The key is still free: what was validated can be ordered with it, changed or not.
  const ordered = await call
    .post('/v1/clusters?validateOnly=false')
    .set({ ...bearer, ...key })
    .send({ ...firstOrder, location: 'northeurope' });
  assert.deepEqual([ordered.status, ordered.headers['idempotency-replayed']], [202, undefined]);
});

test('what would fail is a finding and no error, and all of it is told at once', async (t) => {
  const { validate, world } = await validator(t);
  world.cloud.subscription.providers['Microsoft.Compute'] = 'NotRegistered';
  const { status, body } = await validate({ resourceGroup: 'rg-none', kubernetesVersion: '1.2.3' });
  assert.deepEqual([status, body.valid], [200, false]);
  const failed = (body.findings as Finding[]).filter(({ verdict }) => verdict === 'Failed');
  assert.deepEqual(failed.map(({ pointer }) => pointer).sort(), [
    '/kubernetesVersion',
    '/resourceGroup',
    '/subscriptionId',
  ]);
  for (const finding of failed) assert.ok(finding.remedy, finding.check);
});

test('an order that breaks schema or rules is refused in a validation as it is in an order', async (t) => {
  const { validate, call } = await validator(t);
  for (const wrong of [{ name: '-' }, { network: { podCidr: '10.0.0.0/16' } }, { account: 'other' }]) {
    const [validated, ordered] = [
      await validate(wrong),
      await call
        .post('/v1/clusters')
        .set(bearer)
        .send({ ...firstOrder, ...wrong }),
    ];
    assert.ok(validated.status >= 400);
    assert.deepEqual([validated.status, validated.body.errors], [ordered.status, ordered.body.errors]);
  }
});

test('while Azure asks for fewer requests a validation says when to come again', async (t) => {
  const { validate, world } = await validator(t);
  world.cloud.arm.resourceGroup = async () => {
    throw new ProblemError(problem('azure-throttled', 'Too many.'), { retryAfterMs: 7_000 });
  };
  const { status, body, headers } = await validate();
  assert.deepEqual([status, body.code, headers['retry-after']], [429, 'azure-throttled', '7']);
});

test('validateOnly is yes or no', async (t) => {
  const { call } = await validator(t);
  const { status, body } = await call
    .post('/v1/clusters?validateOnly=perhaps&dryRun=true')
    .set(bearer)
    .send(firstOrder);
  assert.deepEqual([status, body.code], [400, 'invalid-parameter']);
  assert.deepEqual(body.errors.map(({ parameter }: { parameter: string }) => parameter).sort(), [
    'dryRun',
    'validateOnly',
  ]);
});

test('more validations of a subscription than a few at a time are refused, so that Azure is left to the jobs', async (t) => {
  const { validate, world } = await validator(t);
  const { resourceGroup } = world.cloud.arm;
  const gate = Promise.withResolvers<void>();
  let asking = 0;
  world.cloud.arm.resourceGroup = async (...given) => {
    asking += 1;
    await gate.promise;
    return resourceGroup(...given);
  };
  const first = Array.from({ length: 8 }, () => validate().then(({ status }) => status));
  while (asking < 8) await new Promise((resolve) => setImmediate(resolve));
  const refused = await validate();
  assert.deepEqual([refused.status, refused.body.code], [429, 'azure-throttled']);
  assert.ok(refused.headers['retry-after']);
  gate.resolve();
  assert.deepEqual([...new Set(await Promise.all(first))], [200]);
  assert.equal((await validate()).status, 200);
});
