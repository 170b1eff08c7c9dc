import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { JobView } from './client.ts';
import { stepsOf } from './client.ts';
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
});
