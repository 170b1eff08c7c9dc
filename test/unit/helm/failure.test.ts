import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helmProblem } from '../../../src/adapters/helm/failure.ts';
import { repairOf } from '../../../src/adapters/helm/repair.ts';
import { target } from '../../fakes/kube-target.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { fakeHelm, first, now, release } from './support.ts';

/** In the words of helm 3 and 4. */
const words: [stderr: string, code: string][] = [
  [
    'Error: Kubernetes cluster unreachable: Get "https://demo:443/version": dial tcp 10.0.0.1:443: connect: connection refused',
    'cluster-not-answering',
  ],
  [
    'Error: Kubernetes cluster unreachable: Get "https://demo:443/version": dial tcp: lookup demo: no such host',
    'cluster-not-answering',
  ],
  [
    'Error: UPGRADE FAILED: Get "https://demo:443/api/v1/namespaces/kube-system/secrets": net/http: TLS handshake timeout',
    'cluster-not-answering',
  ],
  ['Error: UPGRADE FAILED: the server is currently unable to handle the request', 'cluster-not-answering'],
  [
    'Error: kubernetes cluster unreachable: an error on the server ("unknown") has prevented the request from succeeding',
    'cluster-not-answering',
  ],
  ['Error: create: failed to create: etcdserver: request timed out', 'cluster-not-answering'],
  [
    'Error: looks like "https://charts.test" is not a valid chart repository or cannot be reached: Get "https://charts.test/index.yaml": dial tcp 127.0.0.1:9: connect: connection refused',
    'chart-repository-unavailable',
  ],
  [
    'Error: looks like "https://charts.test" is not a valid chart repository or cannot be reached: failed to fetch https://charts.test/index.yaml : 503 Service Unavailable',
    'chart-repository-unavailable',
  ],
  [
    'Error: failed to do request: Head "https://registry.test/v2/charts/x/manifests/1": dial tcp: lookup registry.test: no such host',
    'chart-repository-unavailable',
  ],
  [
    'Error: looks like "https://charts.test" is not a valid chart repository or cannot be reached: failed to fetch https://charts.test/index.yaml : 404 Not Found',
    'chart-not-found',
  ],
  ['Error: chart "cilium" version "9.9.9" not found in https://charts.test repository', 'chart-not-found'],
  ['Error: registry.test/charts/x:9.9.9: not found', 'chart-not-found'],
  ["Error: UPGRADE FAILED: values don't meet the specifications of the schema(s)", 'cni-install-failed'],
  [
    'Error: query: failed to query with labels: secrets is forbidden: User "33333333" cannot list resource "secrets" in API group "" in the namespace "kube-system"',
    'cluster-access-denied',
  ],
  ['Error: UPGRADE FAILED: pods "x" is forbidden: exceeded quota: compute, requested: pods=1', 'cni-install-failed'],
  ['', 'cni-install-failed'],
];

for (const [stderr, code] of words) {
  test(`tells what to do about: ${stderr.slice(0, 110) || 'nothing said'}`, () => {
    assert.equal(helmProblem('helm', stderr).problem.code, code);
  });
}

test('what ends a fetch is the repository, though helm says no more than that a connection was cut', () => {
  for (const stderr of [
    'Error: unexpected EOF',
    'Error: read tcp 10.0.0.1:42550->10.0.0.2:443: read: connection reset by peer',
    'Error: Get "https://mirror.test/x/v1": EOF',
  ]) {
    assert.equal(helmProblem('helm pull', stderr, true).problem.code, 'chart-repository-unavailable', stderr);
    assert.equal(helmProblem('helm upgrade', stderr).problem.code, 'cluster-not-answering', stderr);
  }
});

const minute = 60_000;
const revision = (number: number, status: string, ageMs: number) => ({
  revision: number,
  status,
  updated: new Date(now - ageMs).toISOString().replace('Z', '000000+00:00'),
  chart: 'cilium-1.20.2',
});
const repair = (...history: object[]) => repairOf(JSON.stringify(history), now, minute);

test('a release is repaired only when no helm can be at work on it any more', () => {
  assert.deepEqual(repair(revision(1, 'deployed', 0)), { type: 'none' });
  assert.deepEqual(repair(revision(1, 'failed', 0)), { type: 'none' });
  assert.deepEqual(repair(revision(1, 'pending-install', 20_000)), { type: 'wait', retryAfterMs: 40_000 });
  assert.deepEqual(repair(revision(1, 'pending-install', 59_999)), { type: 'wait', retryAfterMs: 1_000 });
  assert.deepEqual(repair(revision(1, 'pending-install', -5_000)), { type: 'wait', retryAfterMs: minute });
});

test('a cut off upgrade goes back to what was deployed, a cut off install to itself', () => {
  assert.deepEqual(repair(revision(1, 'pending-install', minute)), { type: 'rollback', revision: 1 });
  const history = [revision(1, 'superseded', 9 * minute), revision(2, 'deployed', 5 * minute)];
  assert.deepEqual(repair(...history, revision(3, 'pending-upgrade', 2 * minute)), { type: 'rollback', revision: 2 });
  assert.deepEqual(repair(...history, revision(3, 'failed', 3 * minute), revision(4, 'pending-rollback', minute)), {
    type: 'rollback',
    revision: 2,
  });
  assert.deepEqual(repair(revision(1, 'failed', 5 * minute), revision(2, 'pending-upgrade', minute)), {
    type: 'rollback',
    revision: 2,
  });
  assert.deepEqual(repair(revision(1, 'uninstalling', minute)), { type: 'uninstall' });
});

const taken = { code: 1, err: 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress\n' };
const deployed = { out: 'REVISION: 3\n' };
const verbs = (runs: { args: string[] }[]) => runs.map(({ args }) => args[0]);

test('a young pending release is left alone', async (t) => {
  const history = [{ out: JSON.stringify([revision(1, 'pending-install', 15_000)]) }];
  const { helm, runs } = fakeHelm(t, { upgrade: [taken], history });
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'pending', retryAfterMs: 45_000 });
  assert.deepEqual(verbs(runs()), ['upgrade', 'history']);
});

test('a helm that lost the race for a revision waits for the one that won it', async (t) => {
  const lost = { code: 1, err: 'Error: release: already exists\n' };
  const history = [{ out: JSON.stringify([revision(1, 'pending-install', 15_000)]) }];
  const { helm, runs } = fakeHelm(t, { upgrade: [lost], history });
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'pending', retryAfterMs: 45_000 });
  assert.deepEqual(verbs(runs()), ['upgrade', 'history']);
});

test('an old pending release is rolled back, then upgraded', async (t) => {
  const history = [
    { out: JSON.stringify([revision(2, 'deployed', 9 * minute), revision(3, 'pending-upgrade', 2 * minute)]) },
  ];
  const { helm, runs, said } = fakeHelm(t, { upgrade: [taken, deployed], history });
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'deployed', revision: 3 });
  assert.deepEqual(verbs(runs()), ['upgrade', 'history', 'rollback', 'upgrade']);
  assert.deepEqual(runs()[2]?.args.slice(0, 8), [
    'rollback',
    'cilium',
    '2',
    '--history-max',
    '5',
    '--no-hooks',
    '--namespace',
    'kube-system',
  ]);
  assert.equal(said.length, 1);
});

test('a release that somebody else has taken meanwhile is pending again', async (t) => {
  const history = [{ out: JSON.stringify([revision(1, 'deployed', 1)]) }];
  const { helm } = fakeHelm(t, { upgrade: [taken], history });
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'pending', retryAfterMs: minute });
});

test('a history that cannot be read is a failure, not a guess', async (t) => {
  const { helm } = fakeHelm(t, { upgrade: [taken], history: [{ out: 'rubbish' }] });
  assert.equal((await problemOf(helm.upgradeInstall(target, release, first))).problem.code, 'cni-install-failed');
});
