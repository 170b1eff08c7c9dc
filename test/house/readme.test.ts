import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../../scripts/tools/process.ts';

/** Not part of what is cloned. */
const left = ['node_modules', '.git', '.slipway'];

/** The blocks of the README that say of themselves that they can be run. */
const blocks = [...readFileSync('README.md', 'utf8').matchAll(/<!-- run -->\n+```sh\n([\s\S]*?)```/g)].map(
  (match) => match[1] ?? '',
);

describe('what the README says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-readme-'));
  let environment: NodeJS.ProcessEnv;
  let started: { child: ChildProcess; output: string; ms: number };

  /** Runs `npm start` without npm, until it says `ready`. */
  async function start() {
    const began = Date.now();
    const child = spawn(process.execPath, ['scripts/start.ts'], { cwd: folder, env: environment });
    let output = '';
    await new Promise<void>((done, fail) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        output += `${line}\n`;
        if (line.startsWith('ready ')) done();
      });
      child.once('exit', (code) => fail(new Error(`ended with ${code}: ${output}`)));
    });
    return { child, output, ms: Date.now() - began };
  }

  async function stop({ child }: typeof started) {
    const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    child.kill('SIGINT');
    return ended;
  }

  function run(script: string): string {
    const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    });
    assert.equal(status, 0, `${script}\n${stdout}\n${stderr}`);
    return stdout;
  }

  before(async () => {
    cpSync('.', folder, { recursive: true, filter: (path) => !left.includes(basename(path)) });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    environment = { ...process.env, PORT: `${await freePort()}`, SANDBOX_PORT: `${await freePort()}` };
    started = await start();
    environment['URL'] = /^ready (\S+)$/m.exec(started.output)?.[1];
    environment['KEY'] = /^API key\s+(\S+)$/m.exec(started.output)?.[1];
  });
  after(async () => {
    await stop(started);
    rmSync(folder, { recursive: true, force: true });
  });

  test('is what happens: every block that can be run is run, in order', () => {
    assert.ok(blocks.length >= 5);
    const outputs = blocks.map(run);
    assert.match(outputs[0] ?? '', /^HTTP\/1\.1 202 Accepted/);
    assert.match(outputs[1] ?? '', /^Succeeded\n[\s\S]*nodes-ready/);
    assert.match(outputs[2] ?? '', /\bReady\b[\s\S]*cilium\s+kube-system[\s\S]*deployed/);
    assert.match(outputs[4] ?? '', /^resource-group-usable: [\s\S]*^vm-size-offered: [\s\S]*^vm-size-fit: /m);
    assert.match(outputs[5] ?? '', /validation-failed/);
  });

  test('the first order that npm start prints is accepted', () => {
    const order = /^ {2}curl -s \S+\/v1\/clusters -H[\s\S]*?\}'$/m.exec(started.output)?.[0] ?? '';
    const name = order.replaceAll('first', 'printed');
    assert.equal(JSON.parse(run(name)).status, 'NotStarted');
  });

  test('Ctrl-C ends every process it started, and a second start finds the jobs again in under 15 seconds', async () => {
    const before = JSON.parse(run('curl -s "$URL/v1/jobs?limit=200" -H "X-API-Key: $KEY"')).items.length;
    assert.equal(await stop(started), 0);
    // What still ran from the folder would hold it as its working directory.
    assert.equal(
      spawnSync('sh', ['-c', `ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -c -- '-> ${folder}$'`])
        .stdout.toString()
        .trim(),
      '0',
    );
    started = await start();
    assert.ok(started.ms < 15_000, `${started.ms} ms`);
    const jobs = JSON.parse(run('curl -s "$URL/v1/jobs?limit=200" -H "X-API-Key: $KEY"')).items;
    assert.equal(jobs.length, before);
    assert.ok(before >= 3);
  });
});
