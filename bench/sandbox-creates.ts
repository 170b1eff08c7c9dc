import { createClient } from './sandbox-client.ts';
import { startProcess } from './sandbox-process.ts';

/**
 * `npm run bench:sandbox-creates`: what 200 creates at once cost the sandbox at speed 60, from the PUT to the last node that
 * is Ready with its CNI, beside as many of the smallest requests in the same run.
 */

const creates = Number(process.argv[2] ?? 200);
const sandbox = await startProcess({ speed: 60 });
try {
  const client = await createClient(sandbox);
  await client.group();
  const model = await client.create('model');
  const recipe = await client.learn(model);

  const work = await sandbox.measure(() => client.crowd(creates, creates, recipe));
  const peak = sandbox.memory().peak;
  const trivial = await sandbox.measure(async () => {
    let left = work.requests;
    const caller = async () => {
      while (left-- > 0) await sandbox.send('GET', '/metadata/endpoints');
    };
    await Promise.all(Array.from({ length: 64 }, caller));
  });
  const idle = await sandbox.measure(() => new Promise((resolve) => setTimeout(resolve, 10_000)));

  console.log(`${creates} creates  ${work.requests} requests in ${work.wall.toFixed(1)} s`);
  console.log(`cores     ${(work.cpu / work.wall).toFixed(2)} (${work.cpu.toFixed(1)} s of processor time)`);
  console.log(
    `baseline  ${trivial.cpu.toFixed(1)} s for as many of the smallest requests; ratio ${(work.cpu / trivial.cpu).toFixed(1)}`,
  );
  console.log(`idle      ${(idle.cpu / idle.wall).toFixed(3)} cores with what was made`);
  console.log(`memory    peak ${peak.toFixed(0)} MB, ${sandbox.memory().now.toFixed(0)} MB afterwards`);
} finally {
  await sandbox.stop();
}
