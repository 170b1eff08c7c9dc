import closeWithGrace from 'close-with-grace';
import type { Running } from './app/base.ts';
import { type Config, readConfig } from './config.ts';

type Start = (config: Config) => Promise<Running>;

// Loaded when they are played: a worker has no use for the HTTP rim, nor for its memory.
const api: Start = async (config) => (await import('./app/api.ts')).startApi(config);
const worker: Start = async (config) => (await import('./app/worker.ts')).startWorkers(config);
const health: Start = async (config) => (await import('./app/health.ts')).startHealth(config);

const roles: Record<string, Start[]> = { api: [api], worker: [worker, health], all: [api, worker] };

const role = process.argv[2] ?? 'all';
const starts = roles[role];
if (!starts) {
  console.error(`usage: main.ts ${Object.keys(roles).join(' | ')}`);
  process.exit(2);
}

const config = readOrExit();
/** Longer than any role takes to end; whatever is cut off heals by itself. */
const graceMs = 10_000 + (role === 'worker' ? 0 : config.env.SLIPWAY_DRAIN_SECONDS * 1_000);

const running: Running[] = [];
closeWithGrace({ delay: graceMs, logger: false }, async ({ err }) => {
  if (err) console.error(err);
  await Promise.all(running.map((each) => each.close()));
});

try {
  for (const start of starts) running.push(await start(config));
  const url = running.find((each) => each.url)?.url;
  console.log(JSON.stringify({ ready: true, role, ...(url ? { url } : {}) }));
} catch (error) {
  giveUp(error);
}

function readOrExit(): Config {
  try {
    return readConfig();
  } catch (error) {
    return giveUp(error);
  }
}

function giveUp(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
