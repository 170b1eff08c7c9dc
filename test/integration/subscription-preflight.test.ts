import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createOrigins } from '../../src/adapters/origins/origins.ts';
import type { NodePool } from '../../src/model/node-pool.ts';
import type { Order } from '../../src/model/order.ts';
import { cniCatalogue } from '../../src/provisioning/cni/index.ts';
import { resolveOrder } from '../../src/provisioning/defaults.ts';
import { runPreflight } from '../../src/provisioning/preflight/index.ts';
import { versioned } from '../fakes/arm-versions.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeCloud } from '../fakes/fake-cloud.ts';
import { createMemoryFactCache } from '../fakes/memory-fact-cache.ts';
import { fakeStandpoint } from '../fakes/standpoint.ts';
import { firstOrder } from '../fakes/world.ts';
import { startCloud } from '../unit/azure/sandbox.ts';
import { scope, subscriptionId } from '../unit/azure/support.ts';

const location = 'westeurope';
const subscription = `/subscriptions/${subscriptionId}`;
const vmSize = 'Standard_D4s_v5';

/** What somebody does to the sandbox: a path below its own routes for the subscription, or one of ARM's; and the body. */
type Deed = [path: string, body: object];

const own = (path: string) => `/sandbox${subscription}/${path}`;
const arm = (path: string) => versioned(`${subscription}${path}`);
const quota = (name: string, limit: number): Deed => [own('quotas'), { location, name, limit }];
const pool = (more: Partial<NodePool> = {}): NodePool[] => [{ name: 'one', mode: 'System', count: 3, vmSize, ...more }];
/** Our own principal, which is held to its roles once it has one. */
const reader: Deed = [
  arm('/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000009'),
  {
    properties: {
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7`,
      principalId: '33333333-3333-3333-3333-333333333333',
      principalType: 'ServicePrincipal',
    },
  },
];

/** A preflight in a sandbox to which all this was done. */
async function preflight(t: TestContext, deeds: Deed[], change: Partial<Order> = {}) {
  const { sandbox, bearer, arm: ours } = await startCloud(t);
  await ours.createResourceGroup(scope, 'rg', location, {});
  for (const [path, body] of deeds) await bearer('PUT', `${sandbox.url}${path}`, body);
  const catalogue = cniCatalogue({
    repositories: { cilium: `${sandbox.url}/charts` },
    imageRegistry: new URL(sandbox.url).host,
  });
  const order = { ...firstOrder, resourceGroup: 'rg', nodePools: pool(), ...change };
  const resolved = resolveOrder(order, { name: scope.account, subscriptionId });
  const deps = {
    arm: ours,
    kube: createFakeCloud(createFakeClock()).kube,
    factCache: createMemoryFactCache(),
    origins: createOrigins({ refusal: async () => undefined }),
    catalogue,
    instance: 'test',
    standpoint: fakeStandpoint(),
  };
  const findings = await runPreflight(deps, { id: 'cls_1', tenant: 'team-a', order: resolved }, () => {});
  return { findings, failed: findings.filter(({ verdict }) => verdict === 'Failed'), ours };
}

const broken: [check: string, deeds: Deed[], change?: Partial<Order>][] = [
  ['providers-registered', [[own('providers/Microsoft.Network'), { registrationState: 'NotRegistered' }]]],
  ['resource-group-usable', [], { resourceGroup: 'rg-none' }],
  [
    'resource-group-unlocked',
    [[arm('/resourceGroups/rg/providers/Microsoft.Authorization/locks/l'), { properties: { level: 'ReadOnly' } }]],
  ],
  ['node-resource-group-free', [[arm('/resourceGroups/MC_rg_blue_westeurope'), { location }]]],
  ['kubernetes-version-offered', [], { kubernetesVersion: '1.99' }],
  ['vm-size-offered', [[own('sizes'), { location, size: vmSize }]]],
  ['vm-size-fit', [], { nodePools: pool({ vmSize: 'Standard_B1ms' }) }],
  ['vcpu-quota', [quota('standardDSv5Family', 15)]],
  ['cluster-quota', [quota('ManagedClusters', 0)]],
  ['public-ip-quota', [quota('StandardSkuPublicIpAddresses', 0)]],
  ['own-rights', [reader]],
  ['policy-allows', [[own('policies/tagged'), { field: 'tags.costCentre' }]]],
  ['chart-available', [], { cni: { plugin: 'cilium', version: '1.20.99' } }],
];

for (const [check, deeds, change] of broken) {
  test(`${check} alone fails where it alone is broken, with a remedy`, async (t) => {
    const { failed } = await preflight(t, deeds, change);
    assert.deepEqual(
      failed.map((finding) => finding.check),
      [check],
    );
    assert.ok(failed[0]?.remedy);
  });
}

test('ten that are broken at once are told at once, and nothing is made', async (t) => {
  const deeds = broken.filter(([check]) => check !== 'own-rights').flatMap(([, each]) => each);
  const { failed, ours } = await preflight(t, deeds, {
    kubernetesVersion: '1.99',
    nodePools: [...pool(), ...pool({ name: 'two', vmSize: 'Standard_B1ms' })],
    cni: { plugin: 'cilium', version: '1.20.99' },
  });
  const names = failed.map(({ check }) => check);
  assert.ok(names.length >= 10, names.join(', '));
  assert.deepEqual(names, [...new Set(names)]);
  assert.equal(await ours.cluster(scope, 'rg', 'blue'), undefined);
});

test('nothing fails where nothing is broken, and what cannot be known is one thing', async (t) => {
  const { findings } = await preflight(t, []);
  const told = findings.filter(({ verdict }) => verdict === 'Failed' || verdict === 'Unknown');
  assert.deepEqual(
    told.map(({ check }) => check),
    ['capacity'],
  );
});
