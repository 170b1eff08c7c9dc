import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../../bench/sandbox-client.ts';
import { startProcess } from '../../bench/sandbox-process.ts';

const clusters = 200;
/** A fifth of a thousand clusters, which are to weigh less than 500 MB. */
const mostMegabytes = 330;

test('two hundred clusters with nodes and a CNI sleep once nothing goes on in them, and cost hardly more than one', async (t) => {
  const sandbox = await startProcess({ speed: 600 });
  t.after(() => sandbox.stop());
  const client = await createClient(sandbox);
  await client.group();
  const recipe = await client.learn(await client.create('model'));
  await client.crowd(clusters, 40, recipe);
  // A cluster stays awake for a while, in case somebody comes back: there is no event for its sleep outside.
  await pause(12_000);
  const { now } = sandbox.memory();
  console.log(`${clusters} clusters: ${now.toFixed(0)} MB`);
  assert.ok(now < mostMegabytes, `${now} MB`);
});
