import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from './sandbox-client.ts';
import { startProcess } from './sandbox-process.ts';

/** `npm run bench:sandbox-page`: what open pages cost the sandbox while clusters are created in it, beside the same with none open. */

const clusters = Number(process.argv[2] ?? 1_000);
const creates = Number(process.argv[3] ?? 100);
const pages = 3;
const rounds = 2;
/** Longer than a cluster stays awake for its next caller. */
const settleMs = 12_000;

const filling = await startProcess({ speed: 600 });
const filler = await createClient(filling);
await filler.group();
const recipe = await filler.learn(await filler.create('model'));
await filler.crowd(clusters, 40, recipe);
await filling.stop({ keep: true });

const sandbox = await startProcess({ speed: 60, folder: filling.folder });
try {
  const client = await createClient(sandbox);
  await client.crowd(creates, creates, recipe, 'warm-up');
  const spent = { without: 0, with: 0 };
  let bytes = 0;
  let wall = 0;
  for (let round = 0; round < rounds; round += 1) {
    spent.without += (await sandbox.measure(() => client.crowd(creates, creates, recipe, `none-${round}`))).cpu;
    const open = await Promise.all(Array.from({ length: pages }, sandbox.openPage));
    const watched = await sandbox.measure(() => client.crowd(creates, creates, recipe, `open-${round}`));
    spent.with += watched.cpu;
    wall += watched.wall;
    for (const close of open) bytes += close();
  }
  await pause(settleMs);
  const still = await sandbox.measure(() => pause(settleMs));
  const open = await Promise.all(Array.from({ length: pages }, sandbox.openPage));
  const watched = await sandbox.measure(() => pause(settleMs));
  for (const close of open) close();

  console.log(`${clusters} clusters, ${rounds} times ${creates} creates at once`);
  console.log(`none open  ${spent.without.toFixed(1)} s of processor time`);
  console.log(
    `${pages} open     ${spent.with.toFixed(1)} s; ratio ${(spent.with / spent.without).toFixed(2)}; ${(bytes / 1024 / pages / wall).toFixed(1)} KB a second and page`,
  );
  const [without, withPages] = [still, watched].map(({ cpu, wall: seconds }) => (cpu / seconds).toFixed(3));
  console.log(`idle       ${without} cores with none open, ${withPages} with ${pages}`);
} finally {
  await sandbox.stop();
}
