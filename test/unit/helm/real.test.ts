import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { createHelm } from '../../../src/adapters/helm/helm.ts';
import { createKube } from '../../../src/adapters/kube/kube.ts';
import { apiServerOf } from '../../../src/adapters/kube/kubeconfig.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { findBinary } from '../../fakes/real-clients.ts';
import { createCluster, startCloud } from '../azure/sandbox.ts';

const now = () => Date.now();
const first = { job: 'job_1', again: false };

/** A cluster in the sandbox, the real helm, and a hand in helm's own records. */
async function setting(t: TestContext) {
  const cloud = await startCloud(t);
  const target = await createCluster(cloud);
  const kube = createKube({
    kubeconfig: (one, role) => cloud.arm.kubeconfig(one, one.group, one.name, role),
    token: async () => '',
    clock: { now },
  });
  const cacheDir = mkdtempSync(join(tmpdir(), 'slipway-helm-'));
  const { url, ca, token } = apiServerOf(await kube.kubeconfig(target));
  const agent = new Agent({ connect: { ca: ca ?? '' } });
  t.after(async () => {
    rmSync(cacheDir, { recursive: true, force: true });
    await kube.close();
    await agent.close();
  });
  const note = () => undefined;
  const helm = createHelm({
    helmPath: findBinary('helm'),
    kubeconfig: (one) => kube.ownKubeconfig(one),
    caFile: cloud.sandbox.caFile,
    cacheDir,
    clock: { now },
    log: { info: note, warn: note, error: note },
  });
  const release = {
    release: 'cilium',
    namespace: 'kube-system',
    chart: { repository: `${cloud.sandbox.url}/charts`, name: 'cilium', version: '1.20.2' },
    values: { operator: { replicas: 1 } },
  };

  async function api(method: 'GET' | 'PUT', path: string, body?: unknown): Promise<Secret> {
    const response = await request(`${url}${path}`, {
      method,
      dispatcher: agent,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.body.text();
    assert.ok(response.statusCode < 300, text);
    return JSON.parse(text);
  }

  return {
    ...cloud,
    target,
    kube,
    helm,
    release,
    daemonSetUid: async () => (await api('GET', '/apis/apps/v1/namespaces/kube-system/daemonsets/cilium')).metadata.uid,
    /** Makes a revision look as a helm leaves it that is killed: pending since `ageMs`. */
    async interrupt(revision: number, status: string, ageMs: number): Promise<void> {
      const path = `/api/v1/namespaces/kube-system/secrets/sh.helm.release.v1.cilium.v${revision}`;
      const secret = await api('GET', path);
      const record = unpack(secret.data.release);
      record.info = { ...record.info, status, last_deployed: new Date(now() - ageMs).toISOString() };
      secret.metadata.labels = { ...secret.metadata.labels, status };
      secret.data.release = pack(record);
      await api('PUT', path, secret);
    },
  };
}

interface Secret {
  metadata: { uid: string; labels: Record<string, string> };
  data: { release: string };
}

/** Helm keeps a release as gzip in base64; the API server adds its own base64. */
function unpack(data: string): { info: object } {
  const inner = Buffer.from(data, 'base64').toString();
  return JSON.parse(gunzipSync(Buffer.from(inner, 'base64')).toString());
}

function pack(record: object): string {
  return Buffer.from(gzipSync(JSON.stringify(record)).toString('base64')).toString('base64');
}

test('the real helm installs a CNI, and a second time changes nothing', async (t) => {
  const { helm, target, release, kube, daemonSetUid } = await setting(t);
  assert.equal(await kube.daemonSet(target, 'kube-system', 'cilium'), undefined);
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'deployed', revision: 1 });
  const uid = await daemonSetUid();
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'deployed', revision: 2 });
  assert.equal(await daemonSetUid(), uid);
});

test('a first install that was cut off is waited for, then mended without uninstalling', async (t) => {
  const { helm, target, release, interrupt, daemonSetUid } = await setting(t);
  await helm.upgradeInstall(target, release, first);
  const uid = await daemonSetUid();
  await interrupt(1, 'pending-install', 10_000);
  const early = await helm.upgradeInstall(target, release, first);
  assert.ok(early.type === 'pending' && early.retryAfterMs > 30_000 && early.retryAfterMs <= 50_000);
  await interrupt(1, 'pending-install', 61_000);
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'deployed', revision: 3 });
  assert.equal(await daemonSetUid(), uid, 'what runs goes on running');
});

test('an upgrade that was cut off is rolled back and done anew', async (t) => {
  const { helm, target, release, interrupt, daemonSetUid } = await setting(t);
  await helm.upgradeInstall(target, release, first);
  await helm.upgradeInstall(target, release, first);
  const uid = await daemonSetUid();
  await interrupt(1, 'deployed', 90_000);
  await interrupt(2, 'pending-upgrade', 61_000);
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'deployed', revision: 4 });
  assert.equal(await daemonSetUid(), uid);
});

test('a version that is not there, a repository and an API server that are away are told apart', async (t) => {
  const { helm, target, release, sandbox, arm, kube, kubeClusters } = await setting(t);
  const install = async (chart: object) => {
    const call = helm.upgradeInstall(target, { ...release, chart: { ...release.chart, ...chart } }, first);
    return (await problemOf(call)).problem;
  };
  assert.equal((await install({ version: '9.9.9' })).code, 'chart-not-found');
  assert.equal((await install({ repository: `${sandbox.url}/nowhere` })).code, 'chart-not-found');
  assert.equal((await install({ repository: 'https://127.0.0.1:9' })).code, 'chart-repository-unavailable');
  assert.equal((await install({ repository: 'oci://127.0.0.1:9/charts' })).code, 'chart-repository-unavailable');
  const fqdn = (await arm.cluster(target, target.group, target.name))?.fqdn ?? '';
  kubeClusters()?.setBehaviour(fqdn, { apiServerDown: true });
  const down = await install({});
  assert.equal(down.code, 'cluster-not-answering', down.detail);
  assert.equal((await problemOf(kube.version(target))).problem.code, 'cluster-unreachable');
});

test('the helm under test is one that is supported', () => {
  const version = execFileSync(findBinary('helm'), ['version', '--template', '{{.Version}}'], {
    env: { HOME: tmpdir() },
  });
  assert.match(version.toString(), /^v(?:3\.(?:1[4-9]|[2-9]\d)|4\.)/);
});
