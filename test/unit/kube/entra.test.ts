import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createCredentials } from '../../../src/adapters/azure/credential.ts';
import { createEntraTokens } from '../../../src/adapters/azure/entra-tokens.ts';
import { createKube } from '../../../src/adapters/kube/kube.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { createCluster, startCloud } from '../azure/sandbox.ts';

const clock = { now: () => Date.now() };
/** The group of the sandbox's directory that our principal is in. */
const ourGroup = '44444444-4444-4444-4444-444444444444';
const entraOnly = (group: string) => ({
  aadProfile: { managed: true, adminGroupObjectIDs: [group] },
  disableLocalAccounts: true,
});

/** ARM, Entra and Kubernetes adapters over a cluster in the sandbox. */
async function setting(t: TestContext, properties: object) {
  const world = await startCloud(t);
  const target = await createCluster(world, properties);
  const tokens = createEntraTokens({
    accounts: [world.account],
    credentialFor: createCredentials(world.cloud),
    application: '6dae42f8-4368-4678-94ff-3960e28e3630',
    clock,
  });
  const kube = createKube({
    kubeconfig: (one, role) => world.arm.kubeconfig(one, one.group, one.name, role),
    token: tokens.token,
    clock,
  });
  t.after(() => kube.close());
  return { arm: world.arm, target, tokens, kube };
}

test('a token of the account opens a cluster that ARM gives out no admin credential of', async (t) => {
  const { arm, target, tokens, kube } = await setting(t, entraOnly(ourGroup));
  assert.equal(await arm.kubeconfig(target, target.group, target.name, 'admin'), undefined);
  assert.match(await kube.version(target), /^v1\./);
  await kube.nodes(target);
  assert.match(await kube.kubeconfig(target), /kubelogin/);
  assert.match(await kube.ownKubeconfig(target), /token: eyJ/);
  assert.deepEqual(await tokens.principal('main'), {
    objectId: '33333333-3333-3333-3333-333333333333',
    tenantId: '11111111-1111-1111-1111-111111111111',
  });
});

test('a cluster whose admins we are not among denies us', async (t) => {
  const { target, kube } = await setting(t, entraOnly('55555555-5555-5555-5555-555555555555'));
  assert.equal((await problemOf(kube.nodes({ ...target, entraOnly: true }))).problem.code, 'cluster-access-denied');
});
