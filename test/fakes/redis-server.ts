import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';

/** A throw-away Redis of this test alone. */
export interface RedisServer {
  url: string;
  /** For `connectRedis`. */
  settings: RedisSettings;
  port: number;
  /** Of the server process, for tests that freeze or kill it. */
  pid: number;
  stop(): Promise<void>;
}

const found = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);

/** Starts an empty Redis (or Valkey) on a free loopback port; it writes nothing to disk unless `args` say so. */
export async function startRedisServer(args: string[] = []): Promise<RedisServer> {
  if (!found) throw new Error('neither redis-server nor valkey-server is on the PATH');
  const dir = await mkdtemp(join(tmpdir(), 'slipway-redis-'));
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'no'];
  const child = spawn(found, [...settings, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // A test runner that dies takes its server with it.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);

  await new Promise<void>((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (/ready to accept connections/i.test(line)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${found} ended with ${code} before it was ready`)));
  });

  const url = `redis://127.0.0.1:${port}`;
  return {
    url,
    settings: { topology: { kind: 'single', url } },
    port,
    pid: child.pid ?? 0,
    async stop() {
      process.removeListener('exit', kill);
      kill();
      await exited;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
