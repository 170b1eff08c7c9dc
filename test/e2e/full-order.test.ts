import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { JobView } from './client.ts';
import { stepsOf } from './client.ts';
import { createLandingZone, identityId, subnetId } from './own-network.ts';
import { type Stack, startStack } from './stack.ts';

/** The group of the sandbox's directory that our principal is in. */
const ourGroup = '44444444-4444-4444-4444-444444444444';
const entraOnly = { aadProfile: { adminGroupObjectIds: [ourGroup] }, disableLocalAccounts: true };

describe('orders that are not plain', () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack();
  });
  after(() => stack.stop());

  async function succeeded(name: string, order: object): Promise<JobView> {
    const { id } = await stack.order(name, order);
    const job = await stack.ended(id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.ok(stepsOf(job).includes('install-cni Succeeded'), 'by helm');
    return job;
  }

  test('a cluster without local accounts goes through with an Entra token, from authorized addresses', async () => {
    const { clusterId } = await succeeded('entra-only', {
      ...entraOnly,
      apiServerAccess: { authorizedIpRanges: ['203.0.113.0/24'] },
    });
    const kubeconfig = await stack.kubeconfig(clusterId);
    assert.match(kubeconfig, /command: kubelogin/);
    assert.doesNotMatch(kubeconfig, /eyJ/, 'no token of ours is handed out');
    assert.equal((await stack.nodes(clusterId)).source, 'live');
  });

  test('a private cluster goes through by workers that say they reach it', async () => {
    const { clusterId } = await succeeded('private', { ...entraOnly, apiServerAccess: { private: true } });
    assert.match(await stack.kubeconfig(clusterId), /server: .*privatelink/);
  });

  test('a cluster in a network of its own, which it leaves by an appliance, goes through; what is amiss is told first', async () => {
    const zone = await createLandingZone(stack.sandboxUrl);
    const order = {
      identity: { type: 'UserAssigned', resourceId: identityId },
      nodePools: [{ name: 'system', mode: 'System', count: 2, vnetSubnetId: subnetId }],
      network: { outboundType: 'userDefinedRouting' },
    };
    await zone.route('Internet');
    await zone.revoke();
    const { id } = await stack.order('spoke', order);
    const { status, error } = await stack.ended(id);
    assert.deepEqual([status, error?.code], ['Failed', 'preflight-failed']);
    assert.deepEqual(
      error?.errors?.map(({ code }) => code),
      ['way-out', 'identity-may-join-subnet'],
    );
    assert.match(error?.remedy ?? '', /az network route-table route update .*az role assignment create/);
    assert.equal(await stack.creates('spoke'), 0);

    await zone.route('VirtualAppliance');
    await zone.assign();
    await succeeded('spoke', order);
  });
});
