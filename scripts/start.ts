import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import tls from 'node:tls';
import { greeting } from './tools/greeting.ts';
import { findKubernetesTools } from './tools/kubernetes-tools.ts';
import { type Crew, freePort, isTaken, type Service, startService, takeFolder } from './tools/process.ts';
import { findRedisServer } from './tools/redis-binary.ts';
import { type SandboxPlace, sandboxEnvironment } from './tools/sandbox-environment.ts';

const state = '.slipway';
const logs = join(state, 'logs');
const pidFile = join(state, 'pids.json');
/** For `npm run keys` and `npm run ops`, which have to find the same Redis and the same Azure. */
const stackFile = join(state, 'stack.env');
const port = setting('PORT', 8080, 1, 65_535);
/** A sandbox that runs elsewhere, to be shared; without it one is started here. */
const sharedUrl = process.env['SANDBOX_URL']?.replace(/\/$/, '');
const node = process.execPath;
/** V8 would rather grow than clean up: a worker with 200 jobs in hand needs no more than this. Megabytes. */
const memory = ['--max-semi-space-size=4', '--max-old-space-size=160'];
const services: Service[] = [];

for (const folder of [logs, join(state, 'redis')]) mkdirSync(folder, { recursive: true });
const sandboxPort = sharedUrl ? undefined : setting('SANDBOX_PORT', 8443, 1, 65_535);
if (port === sandboxPort) giveUp(`PORT and SANDBOX_PORT are both ${port}.`);
const other = takeFolder(pidFile);
if (other) giveUp(`Slipway runs in this folder already (process ${other}).`);
for (const [name, wanted] of [
  ['PORT', port],
  ['SANDBOX_PORT', sandboxPort],
] as const) {
  if (wanted === undefined || !(await isTaken(wanted))) continue;
  rmSync(pidFile, { force: true });
  giveUp(`Port ${wanted} is taken. Choose another: ${name}=${wanted + 1} npm start`);
}

let stopping: Promise<void> | undefined;
function stop(code: number): void {
  stopping ??= (async () => {
    console.log('\nStopping …');
    for (const service of services.toReversed()) await service.stop();
    for (const file of [pidFile, stackFile]) rmSync(file, { force: true });
    process.exit(code);
  })();
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

try {
  await run();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  stop(1);
}

async function run(): Promise<void> {
  const tools = findKubernetesTools();
  const redisUrl = process.env['REDIS_URL'] || (await startRedis());
  const apiKey = process.env['SLIPWAY_API_KEY'] || ownKey();
  const sandbox = sandboxPort === undefined ? await findSandbox() : await startSandbox(sandboxPort);
  const environment = {
    ...sandboxEnvironment(sandbox),
    PORT: `${port}`,
    REDIS_URL: redisUrl,
    SLIPWAY_API_KEY: apiKey,
    SLIPWAY_HELM: tools.helm,
    SLIPWAY_STATE_DIR: state,
  };
  writeFileSync(stackFile, environmentFile(environment), { mode: 0o600 });
  await start('worker', node, [...memory, 'src/main.ts', 'worker'], /"ready":\s*true/, environment);
  await start('api', node, [...memory, 'src/main.ts', 'api'], /"ready":\s*true/, environment);
  await untilReady(`http://127.0.0.1:${port}`, redisUrl);
  console.log(greeting({ port, apiKey, sandbox, tools, logs }));
  console.log(`ready http://127.0.0.1:${port}`);
}

async function start(
  name: string,
  command: string,
  args: string[],
  readyLine: RegExp,
  env: Record<string, string> = {},
): Promise<void> {
  const service = startService({ name, command, args, readyLine, env, logFile: join(logs, `${name}.log`) });
  services.push(service);
  const crew: Crew = {
    starter: process.pid,
    services: services.map(({ child }) => ({ pid: child.pid, command: child.spawnfile })),
  };
  writeFileSync(pidFile, JSON.stringify(crew));
  await service.ready;
  service.child.once('exit', (code) => {
    if (stopping !== undefined) return;
    console.error(`${name} ended with ${code}; see ${join(logs, `${name}.log`)}`);
    stop(1);
  });
}

async function startSandbox(onPort: number): Promise<SandboxPlace> {
  const speed = setting('SANDBOX_SPEED', 60, 0.1, 10_000);
  const caFile = join(state, 'ca.pem');
  await start('sandbox', node, ['--max-semi-space-size=4', 'sandbox/main.ts'], /"ready":\s*true/, {
    SANDBOX_PORT: `${onPort}`,
    SANDBOX_SPEED: `${speed}`,
    SANDBOX_STATE: join(state, 'sandbox'),
    SANDBOX_CALLER_INSIDE: 'true',
    SANDBOX_CA: caFile,
  });
  return { url: `https://localhost:${onPort}`, speed, caFile };
}

/** The sandbox that `SANDBOX_URL` names; it says itself how fast it is. */
async function findSandbox(): Promise<SandboxPlace> {
  const caFile = process.env['SANDBOX_CA'] ?? '';
  const url = `${sharedUrl}`;
  if (!existsSync(caFile)) {
    throw new Error(`SANDBOX_URL is set: SANDBOX_CA must name the file of that sandbox's CA, not '${caFile}'.`);
  }
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(caFile, 'utf8')]);
  try {
    const { speed } = JSON.parse(await (await fetch(`${url}/sandbox/state`)).text());
    return { url, speed, caFile: resolve(caFile) };
  } catch (error) {
    throw new Error(`No sandbox answers at ${url} with a certificate of the CA in ${caFile}.`, { cause: error });
  }
}

/** Waits until the API can serve: it listens before it has found its Redis. */
async function untilReady(url: string, redisUrl: string): Promise<void> {
  for (let looks = 0; looks < 20; looks += 1) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(500);
  }
  throw new Error(
    `Redis at ${redisUrl.replace(/\/\/.*@/, '//…@')} does not answer, or may evict what it is given (REDIS_URL).`,
  );
}

/** A Redis of our own, on a port of its own: what it accepted yesterday is in its append-only file. */
async function startRedis(): Promise<string> {
  const server = findRedisServer();
  const redisPort = await freePort();
  const settings = {
    port: `${redisPort}`,
    bind: '127.0.0.1',
    dir: resolve(state, 'redis'),
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    save: '',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  await start('redis', server, args, /ready to accept connections/i);
  return `redis://127.0.0.1:${redisPort}`;
}

/** As a shell and Node's `--env-file` read it. */
function environmentFile(environment: Record<string, string>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('');
}

/** The first API key, made once and kept for this folder. */
function ownKey(): string {
  const file = join(state, 'api-key');
  if (!existsSync(file)) writeFileSync(file, `slw_local_${randomBytes(20).toString('hex')}\n`, { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function setting(name: string, initial: number, least: number, most: number): number {
  const value = Number(process.env[name] || initial);
  if (value >= least && value <= most) return value;
  return giveUp(`${name} must be a number from ${least} to ${most}, not ${process.env[name]}.`);
}

function giveUp(why: string): never {
  console.error(why);
  process.exit(1);
}
