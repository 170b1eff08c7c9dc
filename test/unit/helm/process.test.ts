import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { rootCertificates } from 'node:tls';
import { inspect } from 'node:util';
import { createHelm } from '../../../src/adapters/helm/helm.ts';
import { target } from '../../fakes/kube-target.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { fakeHelm, first, kubeconfig, now, release } from './support.ts';

const deployed = [{ out: 'Release "cilium" has been upgraded.\nNAME: cilium\nREVISION: 3\nNOTES:\nREVISION: 9\n' }];

test('the chart is fetched in an exact version, and helm never waits', async (t) => {
  const { helm, runs, pulls, cacheDir } = fakeHelm(t, { upgrade: deployed });
  assert.deepEqual(await helm.upgradeInstall(target, release, first), { type: 'deployed', revision: 3 });
  const [run, ...more] = runs();
  assert.equal(more.length, 0);
  const folder = run?.cwd ?? '';
  assert.ok(folder.startsWith(join(cacheDir, 'runs')));
  assert.deepEqual(
    pulls().map(({ args }) => args),
    [
      [
        'pull',
        'cilium',
        '--repo',
        'https://charts.test/stable',
        '--version',
        '1.20.2',
        '--destination',
        join(folder, 'pull-cilium'),
      ],
    ],
  );
  const description = run?.args[run.args.indexOf('--description') + 1] ?? '';
  assert.match(description, /^Slipway job_1 [0-9a-f]{16}$/);
  assert.deepEqual(run?.args, [
    'upgrade',
    '--install',
    'cilium',
    join(folder, 'cilium-1.20.2.tgz'),
    '--namespace',
    'kube-system',
    '--values',
    join(folder, 'values.yaml'),
    '--kubeconfig',
    join(folder, 'kubeconfig'),
    '--description',
    description,
    '--history-max',
    '5',
    '--timeout',
    '55s',
  ]);
});

test('more authorities are trusted beside the public ones', async (t) => {
  const { helm, pulls, folder } = fakeHelm(
    t,
    { upgrade: deployed },
    { caFile: join(import.meta.dirname, 'process.test.ts') },
  );
  await helm.upgradeInstall(target, release, first);
  const [run] = pulls();
  const bundle = run?.files['--ca-file']?.text ?? '';
  assert.ok(bundle.includes(rootCertificates[0] ?? '?') && bundle.includes('more authorities are trusted'));
  assert.ok(run?.args.at(run.args.indexOf('--ca-file') + 1)?.startsWith(folder));
});

test('relative paths mean the folder of the service, not that of the run', async (t) => {
  const { folder, runs } = fakeHelm(t, { upgrade: deployed });
  const note = () => undefined;
  const helm = createHelm({
    helmPath: relative(process.cwd(), join(folder, 'helm')),
    cacheDir: relative(process.cwd(), join(folder, 'cache')),
    kubeconfig: async () => kubeconfig,
    clock: { now: () => now },
    log: { info: note, warn: note, error: note },
  });
  assert.equal((await helm.upgradeInstall(target, release, first)).type, 'deployed');
  assert.ok(runs()[0]?.env['HELM_CACHE_HOME']?.startsWith('/'));
});

test('a registry is named in the chart, and another namespace is made', async (t) => {
  const { helm, runs, pulls } = fakeHelm(t, { upgrade: deployed });
  const chart = { repository: 'oci://registry.test/charts', name: 'calico', version: '3.32.0' };
  await helm.upgradeInstall(target, { ...release, namespace: 'tigera-operator', chart }, first);
  const args = pulls()[0]?.args ?? [];
  assert.equal(args[1], 'oci://registry.test/charts/calico');
  assert.ok(!args.includes('--repo') && runs()[0]?.args.includes('--create-namespace'));
});

test('a name that looks like an option never reaches helm', async (t) => {
  const { helm, runs } = fakeHelm(t, { upgrade: deployed });
  for (const odd of [
    { release: '--post-renderer=x' },
    { namespace: '-n' },
    { chart: { ...release.chart, version: '--devel' } },
  ]) {
    assert.equal(
      (await problemOf(helm.upgradeInstall(target, { ...release, ...odd }, first))).problem.code,
      'cni-install-failed',
    );
  }
  assert.equal(runs().length, 0);
});

test('files are private and gone afterwards, well or not', async (t) => {
  const { helm, runs, left } = fakeHelm(t, { upgrade: [...deployed, { code: 1, err: 'Error: no\n' }] });
  await helm.upgradeInstall(target, release, first);
  await problemOf(helm.upgradeInstall(target, release, first));
  assert.equal(runs().length, 2);
  for (const { files, folderMode } of runs()) {
    assert.equal(folderMode, '700');
    assert.deepEqual(files['--kubeconfig'], { mode: '600', text: kubeconfig });
    assert.equal(files['--values']?.mode, '600');
    assert.deepEqual(JSON.parse(files['--values']?.text ?? ''), release.values);
  }
  assert.deepEqual(left(), []);
});

test('the environment holds nothing of ours but what it is given', async (t) => {
  const { helm, runs, cacheDir } = fakeHelm(
    t,
    { upgrade: deployed },
    { path: '/usr/bin:/bin', env: { HTTPS_PROXY: 'http://p' } },
  );
  await helm.upgradeInstall(target, release, first);
  const { env = {}, cwd } = runs()[0] ?? {};
  assert.deepEqual(env, {
    HTTPS_PROXY: 'http://p',
    PATH: '/usr/bin:/bin',
    HOME: cwd,
    TMPDIR: cwd,
    HELM_CACHE_HOME: join(cacheDir, 'cache'),
    HELM_CONFIG_HOME: join(`${cwd}`, 'config'),
    HELM_DATA_HOME: join(`${cwd}`, 'data'),
  });
});

test('a helm that hangs is killed at its limit, and its files are gone', async (t) => {
  const script = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)";
  const { helm, left } = fakeHelm(t, { upgrade: [{ err: 'still here\n', script }] }, { timeoutMs: 2_500 });
  const { problem } = await problemOf(helm.upgradeInstall(target, release, first));
  assert.equal(problem.code, 'cluster-not-answering');
  assert.equal(problem.retryable, 'now');
  assert.match(problem.detail, /did not end within 2\.5 s .* still here/);
  assert.deepEqual(left(), []);
});

test('no more than the limit run at once, and all get their turn', async (t) => {
  const script = `const dir = process.env.COUNT; const mine = dir + '/' + process.pid;
    fs.writeFileSync(mine, ''); fs.appendFileSync(dir + '.max', fs.readdirSync(dir).length + '\\n');
    setTimeout(() => { fs.unlinkSync(mine); console.log('REVISION: 1'); }, 50)`;
  const env = { COUNT: '' };
  const { helm, folder } = fakeHelm(t, { upgrade: [{ script }] }, { concurrency: 2, env });
  env.COUNT = join(folder, 'count');
  mkdirSync(env.COUNT);
  await Promise.all(Array.from({ length: 6 }, () => helm.upgradeInstall(target, release, first)));
  const seen = readFileSync(`${env.COUNT}.max`, 'utf8').trim().split('\n').map(Number);
  assert.equal(seen.length, 6);
  assert.ok(Math.max(...seen) <= 2, `${seen}`);
});

test('helm dies with its worker', { skip: !existsSync('/usr/bin/setpriv') && 'needs setpriv' }, async (t) => {
  const script =
    "console.error('up'); fs.writeFileSync(process.env.PID_FILE, String(process.pid)); setInterval(() => {}, 1000)";
  const { folder } = fakeHelm(t, { upgrade: [{ script }] });
  const pidFile = join(folder, 'pid');
  const worker = join(folder, 'worker.mjs');
  writeFileSync(
    worker,
    `import { createHelm } from ${JSON.stringify(new URL('../../../src/adapters/helm/helm.ts', import.meta.url).href)};
     const log = { info() {}, warn() {}, error() {} };
     const helm = createHelm({ helmPath: ${JSON.stringify(join(folder, 'helm'))}, cacheDir: ${JSON.stringify(join(folder, 'cache'))},
       kubeconfig: async () => 'x', clock: { now: () => Date.now() }, log, env: { PID_FILE: ${JSON.stringify(pidFile)} } });
     await helm.upgradeInstall(${JSON.stringify(target)}, ${JSON.stringify(release)}, { job: 'job_1', again: false });`,
  );
  const child = spawn(process.execPath, [worker], { stdio: 'ignore' });
  await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '');
  const pid = readFileSync(pidFile, 'utf8');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until(() => isGone(pid));
});

test('a worker that has to end kills helm with all it started, and leaves no kubeconfig behind', async (t) => {
  const script = `const child = require('node:child_process').spawn('sleep', ['600'], { stdio: 'ignore' });
    fs.writeFileSync(process.env.PID_FILE, process.pid + ' ' + child.pid); setInterval(() => {}, 1000)`;
  const { folder, cacheDir, left } = fakeHelm(t, { upgrade: [{ script }] });
  const pidFile = join(folder, 'pid');
  const note = () => undefined;
  const helm = createHelm({
    helmPath: join(folder, 'helm'),
    cacheDir,
    kubeconfig: async () => kubeconfig,
    clock: { now: () => now },
    log: { info: note, warn: note, error: note },
    env: { PID_FILE: pidFile },
  });
  const stopping = new AbortController();
  const running = helm.upgradeInstall(target, release, { ...first, stopping: stopping.signal }).catch(() => 'stopped');
  await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').includes(' '));
  stopping.abort();
  await helm.close();
  assert.deepEqual(left(), []);
  assert.equal(await running, 'stopped');
  for (const pid of readFileSync(pidFile, 'utf8').split(' ')) await until(() => isGone(pid));
});

test('what a killed worker left behind is removed by the next one', async (t) => {
  const { helm, cacheDir, left } = fakeHelm(t, { upgrade: deployed });
  const [old, young] = ['run-old', 'run-young'].map((name) => join(cacheDir, 'runs', name));
  for (const [folder, age] of [
    [old, 3_600],
    [young, 60],
  ] as const) {
    mkdirSync(folder ?? '', { recursive: true });
    utimesSync(folder ?? '', now / 1_000, now / 1_000 - age);
  }
  await helm.upgradeInstall(target, release, first);
  assert.deepEqual(left(), ['run-young']);
});

test('what was too young then is removed later by the same process', async (t) => {
  let at = now;
  const { helm, cacheDir, left } = fakeHelm(t, { upgrade: deployed }, { clock: { now: () => at } });
  const young = join(cacheDir, 'runs', 'run-young');
  mkdirSync(young, { recursive: true });
  utimesSync(young, now / 1_000, now / 1_000 - 60);
  await helm.upgradeInstall(target, release, first);
  assert.deepEqual(left(), ['run-young']);
  at += 3_600_000;
  await helm.upgradeInstall(target, release, first);
  assert.deepEqual(left(), []);
});

test('a failure shows the end of what helm said, without secrets', async (t) => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
  const err = `${lines}\nWARNING: ignored\nError: bad value HUNTER22 with SECRET-TOKEN at https://user:pw123@charts.test/x, Bearer abcdefghijkl\n`;
  const { helm } = fakeHelm(t, { upgrade: [{ code: 1, err }] });
  const error = await problemOf(helm.upgradeInstall(target, release, first));
  assert.equal(error.problem.code, 'cni-install-failed');
  assert.match(
    error.problem.detail,
    /line 29\nError: bad value \*\*\* with \*\*\* at https:\/\/\*\*\*@charts\.test\/x, Bearer \*\*\*$/,
  );
  assert.doesNotMatch(error.problem.detail, /line 10|WARNING/);
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /HUNTER22|SECRET-TOKEN|pw123/);
});

test('a helm that is not there is a fault of ours, not of the order', async (t) => {
  const { helm } = fakeHelm(t, {}, { helmPath: '/nowhere/helm' });
  await assert.rejects(helm.upgradeInstall(target, release, first), (error: Error) => {
    return error.name === 'Error' && /cannot be started|ENOENT/.test(error.message);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

function isGone(pid: string): boolean {
  return !existsSync(`/proc/${pid}`) || /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}
