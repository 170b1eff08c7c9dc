import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { type Checkout, createCheckout, type Started } from './checkout.ts';

/** The blocks of the README that say of themselves that they can be run. */
const blocks = [...readFileSync('README.md', 'utf8').matchAll(/<!-- run -->\n+```sh\n([\s\S]*?)```/g)].map(
  (match) => match[1] ?? '',
);

describe('what the README says', () => {
  let checkout: Checkout;
  let started: Started;
  before(async () => {
    checkout = await createCheckout();
    started = await checkout.start();
  });
  after(async () => {
    await checkout.stop(started);
    checkout.remove();
  });

  test('is what happens: every block that can be run is run, in order', () => {
    assert.ok(blocks.length >= 5);
    const outputs = blocks.map(checkout.run);
    assert.match(outputs[0] ?? '', /^HTTP\/1\.1 202 Accepted/);
    assert.match(outputs[1] ?? '', /^Succeeded\n[\s\S]*nodes-ready/);
    assert.match(outputs[2] ?? '', /\bReady\b[\s\S]*cilium\s+kube-system[\s\S]*deployed/);
    assert.match(outputs[4] ?? '', /^resource-group-usable: [\s\S]*^vm-size-offered: [\s\S]*^vm-size-fit: /m);
    assert.match(outputs[5] ?? '', /validation-failed/);
  });

  test('the first order that npm start prints is accepted', () => {
    const order = /^ {2}curl -s \S+\/v1\/clusters -H[\s\S]*?\}'$/m.exec(started.output)?.[0] ?? '';
    const name = order.replaceAll('first', 'printed');
    assert.equal(JSON.parse(checkout.run(name)).status, 'NotStarted');
  });

  test('Ctrl-C ends every process it started, and a second start finds the jobs again in under 15 seconds', async () => {
    const before = JSON.parse(checkout.run('curl -s "$URL/v1/jobs?limit=200" -H "X-API-Key: $KEY"')).items.length;
    assert.equal(await checkout.stop(started), 0);
    // What still ran from the folder would hold it as its working directory.
    assert.equal(
      spawnSync('sh', ['-c', `ls -l /proc/[0-9]*/cwd 2>/dev/null | grep -c -- '-> ${checkout.folder}$'`])
        .stdout.toString()
        .trim(),
      '0',
    );
    started = await checkout.start();
    assert.ok(started.ms < 15_000, `${started.ms} ms`);
    const jobs = JSON.parse(checkout.run('curl -s "$URL/v1/jobs?limit=200" -H "X-API-Key: $KEY"')).items;
    assert.equal(jobs.length, before);
    assert.ok(before >= 3);
  });
});
