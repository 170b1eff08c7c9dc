import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { startRedisCluster } from '../fakes/redis-cluster.ts';

/** Connects, and closes the client when it has just asked who serves which slot; then there is nothing left to do. */
const asksAndCloses = (connection: string, nodes: string) => `
  import { connectRedis } from ${JSON.stringify(connection)};
  const client = connectRedis({ topology: { kind: 'cluster', nodes: ${nodes} } }, 'worker', console.error);
  client.once('ready', () => {
    const ask = client.refreshSlotsCache;
    client.refreshSlotsCache = (...args) => {
      client.refreshSlotsCache = ask;
      ask.apply(client, args);
      client.disconnect();
    };
  });
  client.once('end', () => console.log('closed'));
`;

test('a process ends when it has closed its client of a Cluster, even in the middle of a question', async (t) => {
  const cluster = await startRedisCluster();
  t.after(() => cluster.stop());
  const { topology } = cluster.settings;
  assert.ok(topology.kind === 'cluster');
  const script = asksAndCloses(resolve('src/adapters/redis/connection.ts'), JSON.stringify(topology.nodes));
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  const [said, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'close')]);
  assert.match(Buffer.concat(said).toString(), /closed/);
  assert.equal(code, 0);
});
