import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { target } from '../../fakes/kube-target.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { archive, fakeHelm, first, now, release } from './support.ts';

const sha256 = (text: string | Uint8Array) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const pinned = { ...release, chart: { ...release.chart, digest: sha256(archive) } };
const upgrade = [{ out: 'REVISION: 1\n' }];

test('a chart of known digest is fetched once, and looked at each time', async (t) => {
  const { helm, pulls, cacheDir } = fakeHelm(t, { upgrade });
  for (let run = 0; run < 3; run++) await helm.upgradeInstall(target, pinned, first);
  assert.equal(pulls().length, 1);
  const [kept = ''] = readdirSync(join(cacheDir, 'charts'));
  writeFileSync(join(cacheDir, 'charts', kept), 'not what it was');
  await helm.upgradeInstall(target, pinned, first);
  assert.equal(pulls().length, 2, 'what was tampered with is fetched anew');
  assert.equal(readFileSync(join(cacheDir, 'charts', kept), 'utf8'), archive);
});

test('a chart of no known digest is fetched each time', async (t) => {
  const { helm, pulls } = fakeHelm(t, { upgrade });
  for (let run = 0; run < 2; run++) await helm.upgradeInstall(target, release, first);
  assert.equal(pulls().length, 2);
});

test('a chart that is another one is not installed', async (t) => {
  const { helm, runs, left } = fakeHelm(t, { upgrade });
  const meant = sha256('another archive');
  const { problem } = await problemOf(
    helm.upgradeInstall(target, { ...release, chart: { ...release.chart, digest: meant } }, first),
  );
  assert.equal(problem.code, 'chart-digest-mismatch');
  assert.ok(problem.detail.includes(meant) && problem.detail.includes(sha256(archive)), problem.detail);
  assert.equal(problem.retryable, 'after-fix');
  assert.deepEqual([runs(), left()], [[], []]);
});

test('a chart that came in part is fetched anew, whether a digest is known or not', async (t) => {
  const whole = gzipSync('an archive of some length: 0123456789');
  const bring = (bytes: Uint8Array) => ({
    script: `fs.writeFileSync(args[args.indexOf('--destination') + 1] + '/pulled.tgz', Buffer.from('${Buffer.from(bytes).toString('hex')}', 'hex'))`,
  });
  for (const part of [whole.subarray(0, 20), whole.subarray(0, 0)]) {
    for (const chart of [release.chart, { ...release.chart, digest: sha256(whole) }]) {
      const { helm, runs, left } = fakeHelm(t, { upgrade, pull: [bring(part), bring(whole)] });
      const { problem } = await problemOf(helm.upgradeInstall(target, { ...release, chart }, first));
      assert.equal(problem.code, 'chart-repository-unavailable');
      assert.equal(problem.retryable, 'now');
      assert.match(problem.detail, /cilium 1\.20\.2/);
      assert.deepEqual([runs(), left()], [[], []]);
      assert.equal((await helm.upgradeInstall(target, { ...release, chart }, first)).type, 'deployed');
    }
  }
});

test('a whole chart that is another one stays another one', async (t) => {
  const other = `fs.writeFileSync(args[args.indexOf('--destination') + 1] + '/pulled.tgz', require('node:zlib').gzipSync('x'))`;
  const { helm } = fakeHelm(t, { upgrade, pull: [{ script: other }] });
  assert.equal((await problemOf(helm.upgradeInstall(target, pinned, first))).problem.code, 'chart-digest-mismatch');
});

test('a chart of a registry may be pinned by its manifest too', async (t) => {
  const manifest = sha256('a manifest');
  const { helm } = fakeHelm(t, { upgrade, pull: [{ err: `Pulled: registry.test/x:1\nDigest: ${manifest}\n` }] });
  const chart = { ...release.chart, repository: 'oci://registry.test/charts' };
  const pinnedTo = (digest: string) => helm.upgradeInstall(target, { ...release, chart: { ...chart, digest } }, first);
  assert.equal((await pinnedTo(manifest)).type, 'deployed');
  assert.equal((await pinnedTo(sha256(archive))).type, 'deployed');
  assert.equal((await problemOf(pinnedTo(sha256('neither')))).problem.code, 'chart-digest-mismatch');
});

test('where charts come from a directory, nothing is fetched, and the digest counts all the same', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'slipway-charts-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const { helm, pulls } = fakeHelm(t, { upgrade }, { chartDirectory: directory });
  const missing = (await problemOf(helm.upgradeInstall(target, pinned, first))).problem;
  assert.equal(missing.code, 'chart-not-found');
  assert.match(missing.remedy, /cilium-1\.20\.2\.tgz/);
  writeFileSync(join(directory, 'cilium-1.20.2.tgz'), 'another archive');
  assert.equal((await problemOf(helm.upgradeInstall(target, pinned, first))).problem.code, 'chart-digest-mismatch');
  writeFileSync(join(directory, 'cilium-1.20.2.tgz'), archive);
  assert.equal((await helm.upgradeInstall(target, pinned, first)).type, 'deployed');
  assert.deepEqual(pulls(), []);
});

test('registries are given their credentials in a private file', async (t) => {
  const registries = '{"auths":{"registry.test":{"auth":"c2VjcmV0"}}}';
  const script = `fs.writeFileSync(process.env.HELM_CACHE_HOME + '.seen', fs.readFileSync(process.env.HELM_REGISTRY_CONFIG))`;
  const { helm, cacheDir, left } = fakeHelm(t, { upgrade, pull: [{ script }] }, { registries });
  await helm.upgradeInstall(target, release, first);
  assert.equal(readFileSync(join(cacheDir, 'cache.seen'), 'utf8'), registries);
  assert.deepEqual(left(), []);
});

test('an attempt of the same job that had been cut off after its end is not made again', async (t) => {
  const noted = fakeHelm(t, { upgrade });
  await noted.helm.upgradeInstall(target, release, first);
  const args = noted.runs()[0]?.args ?? [];
  const description = args[args.indexOf('--description') + 1];
  const revision = { revision: 7, status: 'deployed', updated: new Date(now).toISOString(), description };
  const history = [{ out: JSON.stringify([revision]) }];
  const again = { ...first, again: true };

  const done = fakeHelm(t, { upgrade, history });
  assert.deepEqual(await done.helm.upgradeInstall(target, release, again), { type: 'deployed', revision: 7 });
  assert.deepEqual(
    done.runs().map((run) => run.args[0]),
    ['history'],
  );
  for (const [why, values, how] of [
    ['other values', { ...release.values, more: true }, again],
    ['another job', release.values, { ...again, job: 'job_2' }],
  ] as const) {
    const { helm } = fakeHelm(t, { upgrade, history });
    assert.deepEqual(
      await helm.upgradeInstall(target, { ...release, values }, how),
      { type: 'deployed', revision: 1 },
      why,
    );
  }
});

test('definitions are read from the chart itself, or from the chart that has nothing else', async (t) => {
  const crd = (name: string) =>
    `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: ${name}\n`;
  const { helm, runs, pulls } = fakeHelm(t, {
    show: [{ out: `${crd('a.x')}---\n${crd('b.x')}` }],
    template: [{ out: `---\n# Source: y\n${crd('c.x')}---\nkind: ConfigMap\n` }],
  });
  const names = (found: object[]) => found.map((one) => (one as { metadata: { name: string } }).metadata.name);
  assert.deepEqual(names(await helm.definitions({ ...release, definitions: 'own' })), ['a.x', 'b.x']);
  const chart = { ...release.chart, name: 'crds' };
  assert.deepEqual(names(await helm.definitions({ ...release, definitions: chart })), ['c.x']);
  assert.deepEqual(
    [...pulls(), ...runs()].map(({ args }) => args.slice(0, 2).join(' ')),
    ['pull cilium', 'pull crds', 'show crds', `template definitions`],
  );
});
