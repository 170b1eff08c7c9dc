import { statSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from './sandbox-client.ts';
import { startProcess } from './sandbox-process.ts';

/** `npm run bench:sandbox-clusters`: what 1,000 clusters with nodes and a CNI weigh, and how soon they are back after a restart. */

const clusters = Number(process.argv[2] ?? 1_000);
const atOnce = 40;
/** Longer than a cluster stays awake for its next caller. */
const settleMs = 12_000;

const sandbox = await startProcess({ speed: 600 });
const client = await createClient(sandbox);
await client.group();
const recipe = await client.learn(await client.create('model'));
const empty = sandbox.memory().now;

await client.crowd(clusters, atOnce, recipe);
await pause(settleMs);
const { now, peak } = sandbox.memory();
await sandbox.stop({ keep: true });

const begun = performance.now();
const again = await startProcess({ speed: 600, folder: sandbox.folder });
const ready = performance.now() - begun;
const after = again.memory();
console.log(`${clusters} clusters  ${now.toFixed(0)} MB once settled, ${peak.toFixed(0)} MB at most`);
console.log(
  `each      ${(((now - empty) * 1_024) / clusters).toFixed(1)} KB of memory above the ${empty.toFixed(0)} MB with one`,
);
console.log(`on disk   ${(statSync(join(sandbox.folder, 'state/state.db')).size / 1_048_576).toFixed(0)} MB`);
console.log(`restart   ${(ready / 1_000).toFixed(1)} s, ${after.now.toFixed(0)} MB`);
await again.stop();
