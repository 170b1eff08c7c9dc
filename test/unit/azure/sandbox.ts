import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Agent, type Dispatcher, request } from 'undici';
import { createKubeClusters } from '../../../sandbox/kube/index.ts';
import type { KubeClusters } from '../../../sandbox/kube/seam.ts';
import { startSandbox } from '../../../sandbox/server.ts';
import type { AzureAccount, AzureCloud } from '../../../src/adapters/azure/account.ts';
import { createArm } from '../../../src/adapters/azure/arm.ts';
import { createCredentials } from '../../../src/adapters/azure/credential.ts';
import type { Arm, ArmScope, KubeTarget } from '../../../src/ports.ts';
import { bodyOf, subscriptionId } from './support.ts';

/** The sandbox in this process, and our ARM over it by its configuration alone. */
export async function startCloud(t: TestContext, { trusted = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-cloud-'));
  let clusters: KubeClusters | undefined;
  const sandbox = await startSandbox({
    port: 0,
    speed: 6_000,
    durations: 'typical',
    stateFolder: join(folder, 'state'),
    caFile: join(folder, 'ca.pem'),
    kube: (clock, state) => {
      clusters = createKubeClusters(clock, state);
      return clusters;
    },
  });
  if (trusted) setDefaultCACertificates([...getCACertificates('default'), sandbox.caPem]);
  t.after(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const cloud: AzureCloud = {
    armEndpoint: sandbox.url,
    authorityHost: sandbox.url,
    disableInstanceDiscovery: true,
  };
  const account: AzureAccount = {
    name: 'main',
    kind: 'client-secret',
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId: '22222222-2222-2222-2222-222222222222',
    clientSecret: 'sandbox-secret',
    subscriptions: [subscriptionId],
  };
  const scope: ArmScope = { account: 'main', subscriptionId };
  const make = (change: Partial<AzureAccount> = {}, cloudChange: Partial<AzureCloud> = {}, timeoutMs = 30_000): Arm => {
    const changed = { ...cloud, ...cloudChange };
    return createArm({
      cloud: changed,
      accounts: [{ ...account, ...change }],
      credentialFor: createCredentials(changed),
      clock: { now: () => Date.now() },
      timeoutMs,
    });
  };

  /** A request past our adapter, for what it cannot make. */
  async function bearer(method: Dispatcher.HttpMethod, url: string, content: unknown): Promise<void> {
    const token = await createCredentials(cloud)(account).getToken(`${sandbox.url}/.default`);
    const dispatcher = new Agent({ connect: { ca: sandbox.caPem } });
    const headers = { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' };
    const answer = await request(url, { method, dispatcher, headers, body: JSON.stringify(content) });
    const text = await answer.body.text();
    await dispatcher.close();
    assert.ok(answer.statusCode < 300, text);
  }
  return { sandbox, cloud, account, kubeClusters: () => clusters, scope, arm: make(), make, bearer };
}

/** Makes a cluster and sees it through. */
export async function createCluster(
  { arm, scope }: { arm: Arm; scope: ArmScope },
  properties: object = {},
): Promise<KubeTarget> {
  await arm.createResourceGroup(scope, 'rg', 'westeurope', {});
  const kubernetesVersion = (await arm.kubernetesVersions(scope, 'westeurope')).find(
    ({ isDefault }) => isDefault,
  )?.version;
  const body = bodyOf(kubernetesVersion ?? '');
  Object.assign(body.properties, properties);
  const created = await arm.createCluster(scope, 'rg', 'demo', body);
  const token = created.type === 'created' ? (created.token ?? '') : '';
  for (let state = await arm.operation(scope, token); state.status === 'running'; )
    state = await arm.operation(scope, token);
  return { ...scope, group: 'rg', name: 'demo', clusterId: 'cls_1' };
}
