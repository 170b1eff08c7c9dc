import closeWithGrace from 'close-with-grace';
import type { Running } from './app/base.ts';
import { type Config, readConfig } from './config.ts';

type Start = (config: Config) => Promise<Running>;

// Loaded when they are played: a worker has no use for the HTTP rim, nor for its memory.
const api: Start = async (config) => (await import('./app/api.ts')).startApi(config);
const worker: Start = async (config) => (await import('./app/worker.ts')).startWorkers(config);
const health: Start = async (config) => (await import('./app/health.ts')).startHealth(config);

const roles: Record<string, Start[]> = { api: [api], worker: [worker, health], all: [api, worker] };

/** Longer than a step usually takes; whatever is cut off heals by itself. */
const graceMs = 10_000;

const role = process.argv[2] ?? 'all';
const starts = roles[role];
if (!starts) {
  console.error(`usage: main.ts ${Object.keys(roles).join(' | ')}`);
  process.exit(2);
}

const running: Running[] = [];
closeWithGrace({ delay: graceMs, logger: false }, async ({ err }) => {
  if (err) console.error(err);
  await Promise.all(running.map((each) => each.close()));
});

try {
  const config = readConfig();
  for (const start of starts) running.push(await start(config));
  const url = running.find((each) => each.url)?.url;
  console.log(JSON.stringify({ ready: true, role, ...(url ? { url } : {}) }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
