import assert from 'node:assert/strict';
import { copyFileSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setDefaultCACertificates } from 'node:tls';
import type { TokenCredential } from '@azure/identity';
import { chartDigests } from '../../sandbox/charts/packages.ts';
import type { Fault } from '../../sandbox/faults/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { findKubernetesTools } from '../../scripts/tools/kubernetes-tools.ts';
import { createArm } from '../../src/adapters/azure/arm.ts';
import { createCredentials } from '../../src/adapters/azure/credential.ts';
import { createEntraTokens } from '../../src/adapters/azure/entra-tokens.ts';
import { createHelm } from '../../src/adapters/helm/helm.ts';
import { createKube } from '../../src/adapters/kube/kube.ts';
import { createOrigins } from '../../src/adapters/origins/origins.ts';
import type { Job } from '../../src/model/job.ts';
import type { CniOrder, Order } from '../../src/model/order.ts';
import type { Clock, KubeTarget } from '../../src/ports.ts';
import { cniCatalogue } from '../../src/provisioning/cni/index.ts';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { createWorld, type Surroundings } from '../fakes/world.ts';
import { createSharedTime } from './time.ts';

const subscriptionId = '00000000-0000-0000-0000-000000000001';
const aksApplication = '6dae42f8-4368-4678-94ff-3960e28e3630';
/** When every play begins; a run is the same as the one before it. */
const begins = Date.UTC(2026, 0, 5, 9);

/** Where plays are put on: the CA, the keys and the charts that helm has fetched are the same for all. */
export interface Theatre {
  folder: string;
  close(): void;
}

export async function openTheatre(): Promise<Theatre> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-faults-'));
  const { caPem, close } = await startSandbox({ port: 0, ...placeOf(folder, 'keys') });
  await close();
  setDefaultCACertificates([caPem]);
  return { folder, close: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

const placeOf = (folder: string, name: string) => ({
  stateFolder: join(folder, name),
  caFile: join(folder, 'ca.pem'),
});

/** A folder for one sandbox, with the keys of the theatre. */
function furnish(folder: string): string {
  const own = mkdtempSync(join(folder, 'stage-'));
  for (const key of globSync(join(folder, 'keys', '*.pem'))) copyFileSync(key, join(own, basename(key)));
  return own;
}

/** A Slipway and a sandbox that nothing has happened to. */
export interface Stage {
  sandbox: Sandbox;
  /** What `PUT /sandbox/faults` does. */
  faults(faults: Fault[]): Promise<void>;
  /** An order, and what became of it. */
  order(order: Partial<Order>): Promise<Job>;
  remove(clusterId: string): Promise<Job>;
  changeCni(clusterId: string, cni: CniOrder): Promise<Job>;
  clusterState(clusterId: string): Promise<string>;
  /** What there is in Azure, and how many creates it accepted. */
  azure(): Promise<{ clusters: { name: string }[]; groups: { name: string }[]; creates: number }>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** How long Slipway waits for an answer, by the wall clock. */
  patienceMs?: number;
  /** Whether charts that another play has fetched are there already. */
  keepsCharts?: boolean;
}

/** MSAL keeps silent for a minute of the wall clock once Entra was busy; here that minute is one of the shared time. */
function anewEachMinute(clock: Pick<Clock, 'now'>, make: () => TokenCredential): () => TokenCredential {
  let made = { minute: -1, credential: make() };
  const credential: TokenCredential = {
    getToken(...asked) {
      const minute = Math.floor(clock.now() / 60_000);
      if (made.minute !== minute) made = { minute, credential: make() };
      return made.credential.getToken(...asked);
    },
  };
  return () => credential;
}

/** The real engine, steps and clients over a store in memory, and the real sandbox; one time for both. */
export async function openStage(
  folder: string,
  { patienceMs = 30_000, keepsCharts = true }: StageOptions = {},
): Promise<Stage> {
  const own = furnish(folder);
  const { caFile } = placeOf(folder, 'keys');
  const clock = createSharedTime(begins);
  const sandbox = await startSandbox({ port: 0, clock, durations: 'typical', stateFolder: own, caFile });

  const { url } = sandbox;
  const cloud = { armEndpoint: url, authorityHost: url, disableInstanceDiscovery: true };
  const account = {
    name: 'test',
    kind: 'client-secret' as const,
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId: '22222222-2222-2222-2222-222222222222',
    clientSecret: 'sandbox-secret',
    subscriptions: [subscriptionId],
  };
  const credentialFor = anewEachMinute(clock, () => createCredentials(cloud)(account));
  const arm = createArm({ cloud, accounts: [account], credentialFor, clock, timeoutMs: patienceMs });
  const entra = createEntraTokens({ accounts: [account], credentialFor, application: aksApplication, clock });
  const kube = createKube({
    kubeconfig: (target, role) => arm.kubeconfig(target, target.group, target.name, role),
    token: entra.token,
    clock,
    timeoutMs: Math.min(patienceMs, 10_000),
  });
  const catalogue = cniCatalogue({
    repositories: { cilium: `${url}/charts` },
    digests: chartDigests(),
    imageRegistry: new URL(url).host,
  });
  const world = createWorld(createMemoryJobStore(), { clock, catalogue });
  const helm = createHelm({
    helmPath: resolve(findKubernetesTools().helm),
    kubeconfig: (target: KubeTarget) => kube.ownKubeconfig(target),
    cacheDir: join(keepsCharts ? folder : own, 'helm'),
    caFile,
    clock,
    log: world.log,
  });
  const origins = createOrigins({ refusal: async () => undefined });
  const around: Surroundings = { ...world.plain, arm, kube, helm, origins, privateReach: ['all'] };

  async function toTheEnd(jobId: string): Promise<Job> {
    await world.drain(around);
    const { job } = (await world.read(jobId)).record;
    assert.ok(job.finishedAt, `${job.id} never ended; it was at ${job.phase}`);
    return job;
  }

  return {
    sandbox,
    async faults(faults) {
      const answer = await fetch(`${url}/sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) });
      assert.equal(answer.status, 200, await answer.text());
    },
    order: async (order) => toTheEnd((await world.order(order, around)).job.record.job.id),
    async remove(clusterId) {
      const deletion = await world.deleteCluster(clusterId, around);
      assert.ok(deletion.type !== 'gone', 'there is nothing to delete');
      return toTheEnd(deletion.job.record.job.id);
    },
    changeCni: async (clusterId, cni) => toTheEnd((await world.changeCni(clusterId, cni, around)).job.record.job.id),
    async clusterState(clusterId) {
      const stored = await around.store.cluster('team-a', clusterId);
      return stored?.cluster.state ?? 'Deleted';
    },
    async azure() {
      const state = (await (await fetch(`${url}/sandbox/state`)).json()) as {
        clusters: { name: string }[];
        groups: { name: string }[];
        counters: { creates: { total: number } };
      };
      return { clusters: state.clusters, groups: state.groups, creates: state.counters.creates.total };
    },
    async close() {
      await kube.close();
      await helm.close();
      await sandbox.close();
      rmSync(own, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
