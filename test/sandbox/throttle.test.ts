import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUCKETS, type BucketName } from '../../sandbox/arm/throttle.ts';
import { createManualClock } from './manual-clock.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, SUBSCRIPTION, start } from './start.ts';

const CREATES = 100;
const SECONDS = 20;
/** In which every bucket that this test draws from is full again. */
const REFILL_MS = 100_000;
const OBJECT = '33333333-3333-3333-3333-333333333333';

/** What a bucket that was full gives from `0` to `seconds` to those who ask for more. */
const given = (name: BucketName, seconds: number) => BUCKETS[name].burst + BUCKETS[name].perSecond * seconds;

type Drawn = (name: BucketName) => { taken: number; refused: number };

/** A hundred creates under way at Azure's own speed, on a clock that stands still. */
async function underWay(t: Parameters<typeof start>[0]) {
  const clock = createManualClock();
  const { send, sandbox, credential } = await start(t, { clock });
  const { token } = await credential.getToken(`${sandbox.url}/.default`);
  const get = (url: string) => plain(sandbox.url, 'GET', url, undefined, { authorization: `Bearer ${token}` });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const clusters = Array.from({ length: CREATES }, (_, index) => `${CLUSTERS_PATH}/c${index}`);
  const operations: string[] = [];
  for (const cluster of clusters) {
    const { headers } = await send('PUT', cluster, clusterBody());
    operations.push(headers.get('azure-asyncoperation') ?? '');
  }

  /** What the buckets gave and refused meanwhile; all are full when it begins. */
  async function drawn(act: () => Promise<void>): Promise<Drawn> {
    clock.advance(REFILL_MS);
    const earlier = sandbox.counters.snapshot().throttle;
    await act();
    const later = sandbox.counters.snapshot().throttle;
    return (name) => ({
      taken: (later[name]?.taken ?? 0) - (earlier[name]?.taken ?? 0),
      refused: (later[name]?.refused ?? 0) - (earlier[name]?.refused ?? 0),
    });
  }
  return { clock, get, clusters, operations, drawn };
}

test('a naive client that polls 100 creates every 2 s is throttled as Azure would', async (t) => {
  const { clock, get, clusters, operations, drawn } = await underWay(t);
  const asked = (CREATES * SECONDS) / 2;
  const naive = (urls: string[]) => async () => {
    for (let second = 0; second < SECONDS; second += 2) {
      await Promise.all(urls.map(get));
      clock.advance(2000);
    }
  };

  // 50 a second want to know; Resource Manager lets 25 a second by, and AKS answers 2 of them.
  const reads = given('armReads', SECONDS - 2);
  const statuses = given('operationStatus', SECONDS - 2);
  const ofOperations = await drawn(naive(operations));
  assert.deepEqual(ofOperations('armReads'), { taken: reads, refused: asked - reads });
  assert.deepEqual(ofOperations('operationStatus'), { taken: statuses, refused: reads - statuses });

  // A look at each cluster every 2 s is within what AKS gives for a cluster, not within what Resource Manager gives.
  const ofClusters = await drawn(naive(clusters));
  assert.deepEqual(ofClusters('armReads'), { taken: reads, refused: asked - reads });
  assert.deepEqual(ofClusters('getCluster'), { taken: reads, refused: 0 });
  t.diagnostic(`operations: ${asked} polls, ${asked - statuses} refused; clusters: ${asked - reads} refused`);
});

test('a client that stops when it is told to is refused once a pause', async (t) => {
  const { clock, get, operations, drawn } = await underWay(t);
  let second = 0;
  const patient = async () => {
    for (let round = 0; second < SECONDS; round += 2) {
      for (const operation of operations) {
        const wait = Number((await get(operation)).headers.get('retry-after'));
        second += wait;
        clock.advance(1000 * wait);
        if (second >= SECONDS) return;
      }
      const pause = Math.max(0, round + 2 - second);
      second += pause;
      clock.advance(1000 * pause);
    }
  };
  const { taken, refused } = (await drawn(patient))('operationStatus');
  assert.equal(taken, given('operationStatus', SECONDS - 1));
  assert.ok(refused > 0 && refused < SECONDS, `${refused} in ${SECONDS} s`);
  t.diagnostic(`${taken + refused} polls, ${refused} refused`);
});

test('looks every 20 s, and at the operation every third time, as Slipway plans them, are never refused', async (t) => {
  const { clock, get, clusters, operations, drawn } = await underWay(t);
  const planned = async () => {
    for (let second = 0; second < 60; second += 1) {
      const due = clusters.flatMap((cluster, index) => (index % 20 === second % 20 ? [{ cluster, index }] : []));
      for (const { cluster, index } of due) {
        await get(cluster);
        if (Math.floor(second / 20) === index % 3) await get(operations[index] ?? '');
      }
      clock.advance(1000);
    }
  };
  const buckets = await drawn(planned);
  assert.deepEqual(buckets('getCluster'), { taken: 3 * CREATES, refused: 0 });
  assert.deepEqual(buckets('operationStatus'), { taken: CREATES, refused: 0 });
  assert.deepEqual(buckets('armReads'), { taken: 4 * CREATES, refused: 0 });
});

test('answers tell what is left to the caller and to the subscription, and a refusal tells how long to wait', async (t) => {
  const { send } = await start(t, { clock: createManualClock() });
  const left = ({ headers }: Awaited<ReturnType<typeof send>>, kind: string) =>
    ['', 'global-'].map((whose) => headers.get(`x-ms-ratelimit-remaining-subscription-${whose}${kind}`));
  const made = await send('PUT', GROUP_PATH, { location: 'westeurope' });
  assert.deepEqual(
    [left(made, 'writes'), left(made, 'reads')],
    [
      ['199', '2999'],
      [null, null],
    ],
  );
  assert.deepEqual(left(await send('GET', GROUP_PATH), 'reads'), ['249', '3749']);
  assert.deepEqual(left(await send('GET', `${CLUSTERS_PATH}/none`), 'reads'), [null, null]);
  assert.deepEqual(left(await send('DELETE', GROUP_PATH), 'deletes'), ['199', '2999']);
  const tenants = await send('GET', '/tenants?api-version=2022-12-01');
  assert.equal(tenants.headers.get('x-ms-ratelimit-remaining-tenant-reads'), '249');

  await Promise.all(Array.from({ length: BUCKETS.armReads.burst - 2 }, () => send('GET', GROUP_PATH)));
  const refused = await send('GET', GROUP_PATH);
  assert.deepEqual(
    [refused.status, refused.headers.get('retry-after'), left(refused, 'reads')],
    [429, '10', ['0', null]],
  );
  assert.equal(refused.at('error.code'), 'SubscriptionRequestsThrottled');
  const words = `Number of 'read' requests for subscription '${SUBSCRIPTION}' actor '${OBJECT}' exceeded. Please try again after '10' seconds after additional tokens are available.`;
  assert.ok(`${refused.at('error.message')}`.startsWith(words), `${refused.at('error.message')}`);
});
