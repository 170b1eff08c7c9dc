import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimits } from '../../sandbox/arm/rate-limits.ts';
import type { ArmHandle } from '../../sandbox/arm/request.ts';
import { BUCKETS, type BucketName, createThrottle } from '../../sandbox/arm/throttle.ts';
import { type Reply, ReplyError } from '../../sandbox/http/reply.ts';
import { list, object } from '../../sandbox/json.ts';

const SUB = 'a-subscription';

/** Throttling on a clock that is moved by hand, 60 times as fast as Azure. */
function limits() {
  const time = { now: 0, speed: 60 };
  const throttle = createThrottle({ speed: 60, now: () => time.now });
  return { time, throttle, ...createRateLimits(throttle) };
}

/** The reply with which it refuses; undefined where it does not. */
function refusal(act: () => unknown): Reply | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ReplyError) return error.reply;
    throw error;
  }
}

const match = (pattern: string, params: Record<string, string>, bucket?: BucketName) => {
  const handle: ArmHandle = { call: 'other', handle: () => ({ status: 200 }), ...(bucket ? { bucket } : {}) };
  return { route: { method: 'GET', pattern, handle }, params: { sub: SUB, ...params } };
};

test('the documented buckets run dry and refill on sandbox time', () => {
  const { time, throttle } = limits();
  for (let call = 0; call < BUCKETS.putCluster.burst; call += 1) {
    assert.equal(throttle.take('putCluster', 'one').retryAfterSeconds, undefined);
  }
  assert.deepEqual(throttle.take('putCluster', 'one'), { remaining: 0, retryAfterSeconds: 1 });
  assert.equal(throttle.take('putCluster', 'two').remaining, BUCKETS.putCluster.burst - 1);
  time.now = 1000;
  assert.equal(throttle.take('putCluster', 'one').retryAfterSeconds, undefined);
});

test('all principals together have fifteen times what one has in a subscription', () => {
  const { takeManager } = limits();
  for (let principal = 0; principal < 15; principal += 1) {
    for (let call = 0; call < BUCKETS.armWrites.burst; call += 1) takeManager('PUT', `p${principal}`, SUB);
    const own = refusal(() => takeManager('PUT', `p${principal}`, SUB));
    assert.match(
      JSON.stringify(own?.body),
      new RegExp(`'write' requests for subscription '${SUB}' actor 'p${principal}'`),
    );
  }
  const late = refusal(() => takeManager('PUT', 'p15', SUB));
  assert.match(JSON.stringify(late?.body), new RegExp(`'write' requests for subscription '${SUB}' exceeded`));
  assert.equal(late?.headers?.['x-ms-ratelimit-remaining-subscription-writes'], '199');
  assert.equal(late?.headers?.['x-ms-ratelimit-remaining-subscription-global-writes'], '0');
  assert.equal(
    refusal(() => takeManager('PUT', 'p15', 'another-subscription')),
    undefined,
  );
  assert.equal(
    refusal(() => takeManager('DELETE', 'p15', SUB)),
    undefined,
  );
  assert.equal(
    refusal(() => takeManager('PUT', 'p0', undefined)),
    undefined,
  );
});

test('AKS keeps its buckets for a cluster, a pool, a group, a subscription, or a subscription in a region', () => {
  const one = { rg: 'RG', name: 'One', pool: 'Np1' };
  const cases: [BucketName, Record<string, string>, Record<string, string>, string][] = [
    ['putCluster', one, { ...one, name: 'two' }, 'PutManagedClusterHandler.GET'],
    ['putPool', one, { ...one, pool: 'np2' }, 'PutAgentPoolHandler.GET'],
    ['listInGroup', one, { ...one, rg: 'rg2' }, 'ListManagedClustersByResourceGroupHandler.GET'],
    ['operationStatus', { location: 'WestEurope' }, { location: 'northeurope' }, 'GetOperationStatusHandler.GET'],
    ['other', one, { ...one, location: 'northeurope' }, 'OtherHandler.GET'],
    ['listInSubscription', {}, { sub: 'another' }, 'ListManagedClustersBySubscriptionHandler.GET'],
  ];
  for (const [bucket, params, elsewhere, handler] of cases) {
    const { takeProvider } = limits();
    const lower = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, value.toLowerCase()]));
    const take = (where: Record<string, string>) => takeProvider(match('/x', where, bucket), 'GET', 'westeurope');
    for (let call = 0; call < BUCKETS[bucket].burst; call += 1) take(params);
    const { status, headers, body } = refusal(() => take(lower)) ?? {};
    assert.deepEqual([status, Number(headers?.['retry-after']) >= 1], [429, true], bucket);
    assert.match(JSON.stringify(body), new RegExp(`"Throttled".*${handler} request limit.*SubID='${SUB}'`));
    assert.equal(
      refusal(() => take(elsewhere)),
      undefined,
      bucket,
    );
  }
});

test('Microsoft.Network counts reads and writes of a subscription in a region, and calls its refusal retryable', () => {
  const { takeProvider } = limits();
  const network = match('/subscriptions/:sub/providers/Microsoft.Network/virtualNetworks', {});
  for (let call = 0; call < 1000; call += 1) takeProvider(network, 'PUT', 'westeurope');
  const refused = refusal(() => takeProvider(network, 'DELETE', 'westeurope'));
  assert.equal(refused?.status, 429);
  assert.match(
    JSON.stringify(refused?.body),
    /"RetryableErrorDueToTooManyCalls".*too many calls within last 5 minutes/,
  );
  assert.equal(
    refusal(() => takeProvider(network, 'GET', 'westeurope')),
    undefined,
  );
  assert.equal(
    refusal(() => takeProvider(network, 'PUT', 'northeurope')),
    undefined,
  );
});

test('buckets that are full again are forgotten', () => {
  const { time, throttle } = limits();
  for (let cluster = 0; cluster < 5000; cluster += 1) {
    throttle.take('getCluster', `c${cluster}`);
    time.now += 100;
  }
  assert.ok(throttle.size() <= 1000, `${throttle.size()} are kept`);
});

test('Compute keeps a bucket for a subscription in a region, tells what is left of it, and says when it is empty', () => {
  const { takeProvider, time } = limits();
  time.now = Date.UTC(2026, 0, 5);
  const usages = match('/subscriptions/:sub/providers/Microsoft.Compute/locations/:location/usages', {
    location: 'westeurope',
  });
  const { burst } = BUCKETS.computeReads;
  assert.deepEqual(takeProvider(usages, 'GET', ''), {
    'x-ms-ratelimit-remaining-resource': `Microsoft.Compute/HighCostGet;${burst - 1}`,
    'x-ms-request-charge': '1',
  });
  for (let call = 1; call < burst; call += 1) takeProvider(usages, 'GET', '');
  const late = refusal(() => takeProvider(usages, 'GET', ''));
  assert.equal(late?.status, 429);
  assert.equal(late?.headers?.['x-ms-ratelimit-remaining-resource'], 'Microsoft.Compute/HighCostGet;0');
  assert.equal(late?.headers?.['retry-after'], '1');
  const { code, details } = object(object(late?.body)['error']);
  assert.equal(code, 'OperationNotAllowed');
  assert.deepEqual(JSON.parse(`${object(list(details)[0])['message']}`), {
    operationGroup: 'HighCostGet',
    startTime: '2026-01-04T23:59:57.000Z',
    endTime: '2026-01-05T00:00:00.000Z',
    allowedRequestCount: burst,
    measuredRequestCount: burst + 1,
  });
  const elsewhere = { ...usages, params: { ...usages.params, location: 'northeurope' } };
  assert.equal(
    refusal(() => takeProvider(elsewhere, 'GET', '')),
    undefined,
  );
});
