import closeWithGrace from 'close-with-grace';
import { type Running, startApi, startWorkers } from './app.ts';
import { readConfig } from './config.ts';
import { startHealth } from './health.ts';

const roles = { api: [startApi], worker: [startWorkers, startHealth], all: [startApi, startWorkers] };

/** Longer than a step usually takes; whatever is cut off heals by itself. */
const graceMs = 10_000;

const role = process.argv[2] ?? 'all';
if (!(role in roles)) {
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
  for (const start of roles[role as keyof typeof roles]) running.push(await start(config));
  const url = running.find((each) => each.url)?.url;
  console.log(JSON.stringify({ ready: true, role, ...(url ? { url } : {}) }));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
