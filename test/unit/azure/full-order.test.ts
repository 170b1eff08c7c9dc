import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Order } from '../../../src/model/order.ts';
import { armBody } from '../../../src/provisioning/arm-body.ts';
import { resolveOrder } from '../../../src/provisioning/defaults.ts';
import { orderOfBody } from '../../../src/provisioning/order-of-body.ts';
import { firstOrder } from '../../fakes/world.ts';
import { fullOrder } from '../provisioning/full-order.ts';
import { startCloud } from './sandbox.ts';
import { subscriptionId } from './support.ts';

const account = { name: 'main', subscriptionId };
const tags = { 'slipway-cluster': 'cls_1' };

for (const [title, changes] of Object.entries({ plain: {}, full: fullOrder })) {
  test(`Azure takes the body of a ${title} order as it is, a preview property included, and tells it again`, async (t) => {
    const { arm, scope } = await startCloud(t);
    const armOverrides = { properties: { someFuturePreview: { enabled: true } } };
    const offered = await arm.kubernetesVersions(scope, 'westeurope');
    const kubernetesVersion = offered.find(({ isDefault }) => isDefault)?.version ?? '';
    const order = resolveOrder({ ...firstOrder, ...changes, kubernetesVersion, armOverrides } as Order, account);
    const { name, resourceGroup } = order;
    await arm.createResourceGroup(scope, resourceGroup.name, order.location, {});
    const sent = await arm.createCluster(scope, resourceGroup.name, name, armBody(order, tags));
    assert.ok(sent.type === 'created' && sent.token);
    while ((await arm.operation(scope, sent.token)).status === 'running');
    const [seen] = (await arm.clusters(scope)).items;
    assert.ok(seen);
    assert.equal(seen.provisioningState, 'Succeeded');
    assert.deepEqual(seen.body.properties['someFuturePreview'], { enabled: true });
    const told = orderOfBody(seen.body, resourceGroup.name, name);
    const { cni, onFailure } = order;
    const again = resolveOrder({ ...told, name, resourceGroup, cni, onFailure }, account);
    // What AKS chooses where the order is silent, it tells as well; overrides and window it does not tell.
    const { armOverrides: _, maintenanceWindow: __, ...expected } = order;
    const chosen = { tenantId: again.aadProfile?.tenantId };
    assert.deepEqual(again, {
      ...expected,
      nodePools: expected.nodePools.map((pool, index) => ({
        ...pool,
        vmSize: again.nodePools[index]?.vmSize,
        osDiskSizeGB: pool.osDiskSizeGB ?? again.nodePools[index]?.osDiskSizeGB,
      })),
      ...(expected.aadProfile ? { aadProfile: { ...expected.aadProfile, ...chosen } } : {}),
    });
  });
}
