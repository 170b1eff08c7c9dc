import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { createKubeClusters } from '../../sandbox/kube/index.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, start, TENANT, type TestOptions } from './start.ts';

const ONE = `${CLUSTERS_PATH}/one`;
const AKS = '6dae42f8-4368-4678-94ff-3960e28e3630';
const OUR_GROUP = '44444444-4444-4444-4444-444444444444';

/** A cluster that stands, and ways to ask its API server. */
async function standing(t: TestContext, properties: object, options: TestOptions = {}) {
  const cloud = await start(t, { kube: createKubeClusters, ...options });
  const { send, until, credential, sandbox } = cloud;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const made = await send('PUT', ONE, clusterBody({ properties }));
  assert.equal(made.status, 201, JSON.stringify(made.body));
  await until(made.headers.get('azure-asyncoperation') ?? '', (answer) => answer.at('status') === 'Succeeded');
  const kubeconfig = async (role: 'Admin' | 'User', query = '') => {
    const answer = await send('POST', `${ONE}/listCluster${role}Credential${query}`);
    return parse(Buffer.from(`${answer.at('kubeconfigs.0.value')}`, 'base64').toString());
  };
  const { server } = (await kubeconfig('User')).clusters[0].cluster;
  return {
    ...cloud,
    kubeconfig,
    tokenFor: async (audience: string) => (await credential.getToken(`${audience}/.default`)).token,
    ask: (path: string, token: string) =>
      plain(sandbox.url, 'GET', `${server}${path}`, undefined, { authorization: `Bearer ${token}` }),
    /** Whether a request is answered at all. */
    async answers(): Promise<boolean> {
      try {
        await fetch(`${server}/version`, { signal: AbortSignal.timeout(300) });
        return true;
      } catch {
        return false;
      }
    },
  };
}

const entra = (more: object = {}) => ({ aadProfile: { managed: true, adminGroupObjectIDs: [OUR_GROUP], ...more } });

test('where local accounts are off there is no admin credential, and an Entra token for AKS opens the cluster', async (t) => {
  const { send, ask, tokenFor, kubeconfig, sandbox } = await standing(t, { ...entra(), disableLocalAccounts: true });
  const refused = await send('POST', `${ONE}/listClusterAdminCredential`);
  assert.deepEqual([refused.status, refused.at('code')], [400, 'BadRequest']);
  const [user] = (await kubeconfig('User')).users;
  assert.deepEqual(
    [user.user.exec.command, user.user.exec.args.includes(AKS), user.user.exec.args.includes(TENANT)],
    ['kubelogin', true, true],
  );
  assert.equal((await kubeconfig('User', '?format=azure')).users[0].user['auth-provider'].name, 'azure');
  assert.equal((await ask('/api/v1/nodes', await tokenFor(AKS))).status, 200);
  assert.equal((await ask('/api/v1/nodes', await tokenFor(sandbox.url))).status, 401, 'a token for somebody else');
});

test('with local accounts on, both the admin credential and the token open an Entra cluster', async (t) => {
  const { ask, tokenFor, kubeconfig } = await standing(t, entra());
  const admin = (await kubeconfig('Admin')).users[0].user.token;
  for (const token of [admin, await tokenFor(AKS)]) assert.equal((await ask('/api/v1/nodes', token)).status, 200);
});

test('local accounts that are switched off later shut out the admin credential that was given before', async (t) => {
  const { send, ask, kubeconfig } = await standing(t, entra());
  const admin = (await kubeconfig('Admin')).users[0].user.token;
  await send('PUT', ONE, clusterBody({ properties: { ...entra(), disableLocalAccounts: true } }));
  assert.equal((await ask('/api/v1/nodes', admin)).status, 401);
});

test('a principal in no admin group is known, and may do nothing', async (t) => {
  const other = entra({ adminGroupObjectIDs: ['55555555-5555-5555-5555-555555555555'] });
  const { ask, tokenFor } = await standing(t, other);
  const token = await tokenFor(AKS);
  assert.equal((await ask('/version', token)).status, 200);
  const refused = await ask('/api/v1/nodes', token);
  assert.deepEqual([refused.status, refused.at('reason')], [403, 'Forbidden']);
});

test('with Azure RBAC a role at the cluster or above it opens it', async (t) => {
  const { send, ask, tokenFor } = await standing(t, {
    aadProfile: { managed: true, enableAzureRBAC: true },
    disableLocalAccounts: true,
  });
  const token = await tokenFor(AKS);
  assert.equal((await ask('/api/v1/nodes', token)).status, 403);
  const role = '/providers/Microsoft.Authorization/roleDefinitions/b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b';
  const properties = { roleDefinitionId: role, principalId: '33333333-3333-3333-3333-333333333333' };
  const id = '77777777-7777-7777-7777-777777777777';
  const path = `${GROUP_PATH}/providers/Microsoft.Authorization/roleAssignments/${id}?api-version=2022-04-01`;
  assert.equal((await send('PUT', path, { properties })).status, 201);
  assert.equal((await ask('/api/v1/nodes', token)).status, 200);
});

test('without aadProfile, and in another tenant, an Entra token opens nothing', async (t) => {
  const without = await standing(t, {});
  assert.equal((await without.ask('/version', await without.tokenFor(AKS))).status, 401);
  const elsewhere = await standing(t, entra({ tenantID: '99999999-1111-1111-1111-111111111111' }));
  assert.equal((await elsewhere.ask('/version', await elsewhere.tokenFor(AKS))).status, 401);
});

test('a private cluster answers inside alone, by its private name', async (t) => {
  const properties = { apiServerAccessProfile: { enablePrivateCluster: true } };
  const outside = await standing(t, properties);
  assert.equal(await outside.answers(), false);
  const inside = await standing(t, properties, { caller: { address: '203.0.113.10', inside: true } });
  assert.equal(await inside.answers(), true);
  assert.match((await inside.kubeconfig('Admin')).clusters[0].cluster.server, /\.privatelink\.westeurope\.azmk8s\.io$/);
});

test('authorized ranges drop whoever comes from elsewhere', async (t) => {
  const only = (range: string) => ({ apiServerAccessProfile: { authorizedIPRanges: [range] } });
  assert.equal(await (await standing(t, only('203.0.113.0/28'))).answers(), true);
  assert.equal(await (await standing(t, only('203.0.113.10'))).answers(), true);
  assert.equal(await (await standing(t, only('198.51.100.0/24'))).answers(), false);
});
