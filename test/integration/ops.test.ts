import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { before, describe, test } from 'node:test';
import { freePort } from '../../scripts/tools/process.ts';
import type { JobStore } from '../../src/ports.ts';
import { ops } from '../fakes/ops-command.ts';
import { createRecords } from '../fakes/records.ts';
import { useRedis } from '../fakes/use-redis.ts';

/** Where nothing listens. */
const nowhere = async () => `redis://127.0.0.1:${await freePort()}`;

test('help needs no Redis, and lists the verbs and the exit codes', async () => {
  const { code, stdout } = await ops(await nowhere(), '--help');
  assert.equal(code, 0);
  for (const verb of ['jobs', 'force', 'pause', 'pauses', 'resume', 'orphans', 'rebuild', 'declare'])
    assert.match(stdout, new RegExp(`^ {2}${verb} `, 'm'));
  assert.match(stdout, /Exit codes: 0 done, 1 refused, 2 wrong usage, 3 /);
});

test('a reader that has seen enough ends the command without a word', async () => {
  const child = spawn(process.execPath, ['src/ops/main.ts', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  const [complaint, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  assert.deepEqual([code, complaint], [0, '']);
});

test('without Redis a verb says so at once, and exits with 3', async () => {
  const { code, stdout, stderr } = await ops(await nowhere(), 'jobs');
  assert.deepEqual([code, stdout, stderr.trim()], [3, '', 'Redis does not answer.']);
});

describe('the verbs on a real Redis', () => {
  const server = useRedis();
  let store: JobStore;
  before(async () => {
    store = await server.emptyJobStore();
  });
  const { url } = server;
  const accept = async (name: string, dueAt: number) => {
    const accepting = createRecords({ name });
    await store.accept({ ...accepting, dueAt });
    return accepting.record.job;
  };

  test('jobs shows what is overdue to people, and to programs as JSON', async () => {
    const late = await accept('late', Date.now() - 60 * 60_000);
    const soon = await accept('soon', Date.now() + 60 * 60_000);
    const { stdout } = await ops(url(), 'jobs');
    assert.match(stdout, /^CONDITION +JOB +TENANT/);
    assert.match(stdout, new RegExp(`overdue +${late.id} +team-a +cluster.create +late`));
    assert.match(stdout, /Due since .*, and no worker has taken it\./);
    assert.doesNotMatch(stdout, new RegExp(soon.id));
    const all = JSON.parse((await ops(url(), 'jobs', '--condition', 'all', '--json')).stdout);
    assert.deepEqual(all.map(({ id }: { id: string }) => id).toSorted(), [late.id, soon.id].toSorted());
    const wrong = await ops(url(), 'jobs', '--condition', 'lost');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
    assert.match(wrong.stderr, /overdue/);
  });

  test('orphans takes nothing back, and so does nothing without --yes', async () => {
    const refused = await ops(url(), 'orphans', '--delete', '/subscriptions/x');
    assert.deepEqual([refused.code, refused.stdout], [2, '']);
    assert.match(refused.stderr, /add --yes/);
    const both = await ops(url(), 'orphans', '--delete', 'x', '--forget', 'y', '--yes');
    assert.equal(both.code, 2);
  });

  test('without an account orphans and rebuild refuse, for nothing found would look like nothing lost', async () => {
    for (const verb of ['orphans', 'rebuild']) {
      const { code, stdout, stderr } = await ops(url(), verb);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^account-not-allowed: No account with a subscription is configured/m);
    }
  });

  test('declare tells the faults of a file, and needs no Redis for it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-declare-'));
    const file = join(folder, 'declaration.yaml');
    writeFileSync(file, 'tenants: { team-a: { accounts: [nobodys] } }');
    const bad = await ops(await nowhere(), 'declare', '--check', file);
    assert.equal(bad.code, 1);
    assert.match(bad.stderr, /\/tenants\/team-a\/accounts\/0 there is no account nobodys/);
    writeFileSync(file, 'tenants: { team-a: { accounts: [] } }');
    const good = await ops(await nowhere(), 'declare', '--check', file);
    assert.deepEqual([good.code, good.stdout.trim()], [0, '0 accounts, 1 tenants, 0 keys, 0 webhookEndpoints']);
    rmSync(folder, { recursive: true });
  });

  test('force ends a job once, keeps who and why, and refuses what is wrong', async () => {
    const { id } = await accept('forced', Date.now());
    const done = await ops(url(), 'force', id, '--reason', 'nobody wants it', '--status', 'Canceled');
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, new RegExp(`^${id} is Canceled\\. See what is there with: az aks show`));
    const act = done.stderr.split('\n').find((line) => line.includes('operator act')) ?? '';
    assert.match(act, /"act":"force","by":"ops:[^"]+".*"reason":"nobody wants it"/);
    const stored = await store.job('team-a', id);
    assert.equal(stored?.record.job.status, 'Canceled');
    assert.match(stored?.record.job.error?.detail ?? '', /^Ended by ops:\S+ \(nobody wants it\)/);
    const again = await ops(url(), 'force', id, '--reason', 'once more');
    assert.deepEqual([again.code, again.stdout], [1, '']);
    assert.match(again.stderr, /^invalid-state: The job has ended already\./m);
    assert.equal((await ops(url(), 'force', id)).code, 2, 'a reason is wanted');
    assert.equal((await ops(url(), 'force', 'job_1', '--reason', 'x')).code, 2);
  });

  test('pause, pauses and resume stop work and let it go on, and refuse what is wrong', async () => {
    const made = await ops(url(), 'pause', 'work', '--message', 'back at noon', '--region', 'westeurope', '--json');
    assert.equal(made.code, 0, made.stderr);
    const { id, by, match } = JSON.parse(made.stdout);
    assert.deepEqual([match, /^ops:/.test(by)], [{ region: 'westeurope' }, true]);
    assert.match(
      (await ops(url(), 'pauses')).stdout,
      new RegExp(`^${id} +work +region=westeurope .* back at noon$`, 'm'),
    );
    const over = await ops(url(), 'resume', id);
    assert.deepEqual([over.code, over.stdout], [0, `${id} is over.\n`]);
    assert.match(over.stderr, /"act":"resume"/);
    assert.equal((await ops(url(), 'pauses')).stdout, 'Nothing is paused.\n');
    assert.equal((await ops(url(), 'resume', id)).code, 1);
    const wrong = await ops(url(), 'pause', 'lunch', '--message', 'x', '--region', 'West Europe');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /what.*region/s);
    assert.equal((await ops(url(), 'pause', 'work')).code, 2, 'a message is wanted');
  });
});
