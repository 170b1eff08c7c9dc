import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createAddressPolicy } from '../../../src/adapters/webhook/address-policy.ts';
import { createHttpSender } from '../../../src/adapters/webhook/http-sender.ts';
import { eventTypes } from '../../../src/model/event.ts';
import { defaultSchedule } from '../../../src/notify/schedule.ts';
import { sign } from '../../../src/notify/signature.ts';
import { secret } from '../../fakes/webhook-samples.ts';

const page = await readFile(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
const sample = (language: string) => page.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``))?.[1] ?? '';
const python = spawnSync('python3', ['--version']).status === 0;
const body = JSON.stringify({ id: 'evt_1', type: 'ping', data: { summary: { text: 'naïve 😀' } } });
const sender = createHttpSender({ policy: createAddressPolicy({ allow: [], allowHttp: false, development: true }) });

describe('docs/webhooks.md', () => {
  it('lists every event type and as many attempts as there are', () => {
    for (const type of Object.keys(eventTypes)) assert.ok(page.includes(`\`${type}\``), type);
    assert.ok(page.includes('twelve attempts') && defaultSchedule.length === 12);
  });

  for (const [language, command, runs] of [
    ['js', process.execPath, true],
    ['python', 'python3', python],
  ] as const) {
    it(`has a receiver in ${language} that takes what we sign and nothing else`, { skip: !runs }, async (t) => {
      const folder = await mkdtemp(join(tmpdir(), 'slipway-docs-'));
      t.after(() => rm(folder, { recursive: true }));
      const file = join(folder, `receiver.${language === 'js' ? 'mjs' : 'py'}`);
      await writeFile(file, sample(language));
      const env = { ...process.env, SLIPWAY_WEBHOOK_SECRET: secret, PORT: '0' };
      const receiver = spawn(command, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
      t.after(() => receiver.kill('SIGKILL'));
      const url = `http://127.0.0.1:${(await said(receiver, /listening on (\d+)/))[1]}/`;

      const printed = said(receiver, /ping naïve 😀/);
      assert.equal(await status(url, { secrets: [secret] }), 204);
      await printed;
      assert.equal(await status(url, { secrets: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD', secret] }), 204);
      assert.equal(await status(url, { secrets: ['whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'] }), 401);
      assert.equal(await status(url, { secrets: [secret], sent: `${body} ` }), 401);
      assert.equal(await status(url, { secrets: [secret], late: 600 }), 401);
    });
  }
});

async function status(url: string, how: { secrets: string[]; sent?: string; late?: number }): Promise<number> {
  const at = Math.floor(Date.now() / 1000) - (how.late ?? 0);
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': `${at}`,
    'webhook-signature': sign(how.secrets, 'evt_1', at, body),
  };
  const sent = await sender.send({ url, headers, body: how.sent ?? body });
  return sent.type === 'answered' ? sent.status : 0;
}

/** Settles with the first output that matches. */
function said(child: ChildProcess, pattern: RegExp): Promise<RegExpMatchArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk;
      const found = output.match(pattern);
      if (found) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}
