import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Order } from '../../../src/model/order.ts';
import { cniCatalogue } from '../../../src/provisioning/cni/index.ts';
import { resolveOrder } from '../../../src/provisioning/defaults.ts';
import { runPreflight } from '../../../src/provisioning/preflight/index.ts';
import { createFakeClock } from '../../fakes/clock.ts';
import { createFakeCloud } from '../../fakes/fake-cloud.ts';
import { fakeOrigins } from '../../fakes/fake-origins.ts';
import { createMemoryFactCache } from '../../fakes/memory-fact-cache.ts';
import { fakeStandpoint } from '../../fakes/standpoint.ts';
import { firstOrder } from '../../fakes/world.ts';
import { startCloud } from './sandbox.ts';
import { scope } from './support.ts';

/** A preflight over the wire, and what ARM was asked in it. */
async function preflights(t: TestContext, order: Partial<Order>) {
  const { arm, sandbox } = await startCloud(t);
  const factCache = createMemoryFactCache();
  const account = { name: scope.account, subscriptionId: scope.subscriptionId };
  const cluster = { id: 'cls_1', tenant: 'team-a', order: resolveOrder({ ...firstOrder, ...order }, account) };
  await arm.createResourceGroup(scope, 'rg-blue', 'westeurope', {});
  const asked = () => sandbox.counters.snapshot().requests.total;
  const deps = {
    arm,
    kube: createFakeCloud(createFakeClock()).kube,
    factCache,
    catalogue: cniCatalogue(),
    instance: 'test',
    origins: fakeOrigins(),
    standpoint: fakeStandpoint(),
  };
  return async () => {
    const before = asked();
    const findings = await runPreflight(deps, cluster, () => undefined);
    return { findings, reads: asked() - before };
  };
}

const verdicts = (findings: { check: string; verdict: string }[], verdict: string) =>
  findings.filter((one) => one.verdict === verdict).map(({ check }) => check);

test('a preflight of an ordinary order asks ARM twelve times at the most, cold, and less when it is warm', async (t) => {
  const pools: Order['nodePools'] = [{ name: 'one', mode: 'System', count: 3, vmSize: 'Standard_D4s_v5' }];
  const run = await preflights(t, { nodePools: pools });
  const cold = await run();
  const warm = await run();
  t.diagnostic(`ordinary order: ${cold.reads} requests cold, ${warm.reads} warm`);
  assert.ok(cold.reads <= 12, `${cold.reads}`);
  assert.ok(warm.reads < cold.reads, `${warm.reads}`);
  assert.deepEqual(verdicts(cold.findings, 'Failed'), []);
  assert.deepEqual(verdicts(cold.findings, 'Unknown'), ['capacity']);
});
