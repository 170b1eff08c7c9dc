import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, SUBSCRIPTION, start } from './start.ts';

const location = 'westeurope';
const admin = `/sandbox/subscriptions/${SUBSCRIPTION}`;
const pool = (more: object = {}) => ({
  agentPoolProfiles: [{ name: 'one', count: 2, mode: 'System', vmSize: 'Standard_D4s_v5', ...more }],
});
const quota = (name: string, limit: number) => ['quotas', { location, name, limit }] as const;

const nothing = quota('cores', 1_000);

const refusals: [why: string, code: string, script: readonly [path: string, body: object], properties?: object][] = [
  ['a family', 'ErrCode_InsufficientVCPUQuota', quota('standardDSv5Family', 7), pool()],
  ['all vCPUs of a region', 'ErrCode_InsufficientVCPUQuota', quota('cores', 7), pool()],
  ['clusters', 'ManagedClusterCountExceedsQuotaLimit', quota('ManagedClusters', 0)],
  ['public addresses', 'PublicIPCountLimitReached', quota('StandardSkuPublicIpAddresses', 0)],
  ['a size that is not there', 'SkuNotAvailable', nothing, pool({ vmSize: 'Standard_Z1' })],
  ['a size that is withheld', 'BadRequest', ['sizes', { location, size: 'Standard_D4s_v5' }], pool()],
  [
    'a zone',
    'AvailabilityZoneNotSupported',
    ['sizes', { location, size: 'Standard_D4s_v5', zones: ['2'] }],
    pool({ availabilityZones: ['1', '2'] }),
  ],
  ['a size too small', 'SystemPoolSkuTooLow', nothing, pool({ vmSize: 'Standard_B1ms' })],
  ['a policy', 'RequestDisallowedByPolicy', ['policies/tagged', { field: 'tags.costCentre' }]],
];

for (const [why, code, [path, script], properties = {}] of refusals) {
  test(`a create for want of ${why} is refused with ${code}, and nothing is made`, async (t) => {
    const { send } = await start(t);
    await send('PUT', GROUP_PATH, { location });
    assert.equal((await send('PUT', `${admin}/${path}`, script)).status, 204);
    const answer = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody({ properties }));
    assert.equal(answer.at('code') ?? answer.at('error.code'), code, JSON.stringify(answer.body));
    assert.equal((await send('GET', `${CLUSTERS_PATH}/one`)).status, 404);
  });
}

test('a read-only lock on the group or the subscription stops every write below it, and no read', async (t) => {
  const { send } = await start(t);
  await send('PUT', GROUP_PATH, { location });
  for (const scope of [GROUP_PATH, `/subscriptions/${SUBSCRIPTION}`]) {
    const lock = `${scope}/providers/Microsoft.Authorization/locks/frozen`;
    assert.equal((await send('PUT', lock, { properties: { level: 'ReadOnly' } })).status, 201);
    const answer = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
    assert.deepEqual([answer.status, answer.at('error.code')], [409, 'ScopeLocked']);
    assert.equal((await send('GET', GROUP_PATH)).status, 200);
    assert.equal((await send('DELETE', lock)).status, 200);
  }
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody())).status, 201);
});

test('what a cluster takes of its quotas is given back when it goes', async (t) => {
  const { send, until } = await start(t);
  await send('PUT', GROUP_PATH, { location });
  await send('PUT', `${admin}/quotas`, { location, name: 'ManagedClusters', limit: 1 });
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody())).status, 201);
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/two`, clusterBody())).status, 400);
  await send('DELETE', `${CLUSTERS_PATH}/one`);
  await until(`${CLUSTERS_PATH}/one`, ({ status }) => status === 404);
  assert.equal((await send('PUT', `${CLUSTERS_PATH}/two`, clusterBody())).status, 201);
});
