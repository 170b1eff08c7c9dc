import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { findKubernetesTools } from '../../scripts/tools/kubernetes-tools.ts';
import { freePort } from '../../scripts/tools/process.ts';
import { findRedisServer } from '../../scripts/tools/redis-binary.ts';
import { sandboxEnvironment } from '../../scripts/tools/sandbox-environment.ts';
import { type Client, createClient } from './client.ts';
import { createHelmGate, type HelmGate } from './helm-gate.ts';
import { defineProcess, type Process } from './process.ts';
import { type Mood, type Receiver, startReceiver } from './receiver.ts';

const root = resolve(import.meta.dirname, '../..');
/** As `npm start` runs it. */
const memory = ['--max-semi-space-size=4', '--max-old-space-size=160'];
const ready = /"ready":\s*true/;

export interface StackOptions {
  /** How much faster than Azure the sandbox is. */
  speed?: number;
  workers?: number;
  apis?: number;
  /** When Redis flushes its append-only file to disk. */
  fsync?: 'everysec' | 'always';
  /** Settings that lead to a Redis of the test's own, in place of one that is started here. */
  redisSettings?: Record<string, string>;
  /** More options of Node.js for the processes of the service. */
  nodeOptions?: string[];
  /** How the subscriber behaves. */
  mood?: Mood;
  /** More settings of the service. */
  env?: Record<string, string>;
}

interface Counted {
  total: number;
  byCluster: Record<string, number>;
}

/** What the sandbox holds and counted, as `GET /sandbox/state` has it. */
export interface AzureState {
  clusters: { id: string; name: string; provisioningState: string; tags: Record<string, string> }[];
  groups: {
    subscriptionId: string;
    name: string;
    provisioningState: string;
    tags?: Record<string, string>;
    managedBy?: string;
  }[];
  counters: {
    creates: Counted;
    overwrites: Counted;
    requests: { total: number; byRoute: Record<string, number> };
    throttled: number;
  };
}

/** The whole service as it runs outside: every process real, all of it on loopback, in a folder of its own. */
export interface Stack extends Client {
  folder: string;
  sandboxUrl: string;
  redisUrl: string;
  apiKey: string;
  webhookSecret: string;
  receiver: Receiver;
  helm: HelmGate;
  redis: Process;
  sandbox: Process;
  api: Process;
  /** All of them, the first among them, and where each listens. */
  apis: { process: Process; url: string }[];
  worker: Process;
  /** All of them, the first among them. */
  workers: Process[];
  /** What the sandbox counted and holds. */
  azure(): Promise<AzureState>;
  /** How many creates the sandbox accepted for clusters of this name. */
  creates(name: string): Promise<number>;
  /** Switches faults on; an empty list switches all off. */
  faults(faults: object[]): Promise<void>;
  /** Everything that all processes printed. */
  logs(): string;
  /** What the workers logged about a job. */
  logOf(jobId: string): Record<string, unknown>[];
  /** Runs the real client with the kubeconfig that the API hands out. */
  run(tool: 'helm' | 'kubectl', clusterId: string, ...args: string[]): Promise<string>;
  /** Ends all of it; the folder goes too unless it is to be kept. */
  stop(keep?: 'keep'): Promise<void>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { speed = 120, workers: workerCount = 1, apis: apiCount = 1, fsync = 'everysec', env = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-e2e-'));
  for (const name of ['redis', 'logs', 'home']) mkdirSync(join(folder, name));
  const [redisPort, sandboxPort] = [await freePort(), await freePort()];
  const ports = await Promise.all(Array.from({ length: apiCount }, freePort));
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const [url = ''] = urls;
  const caFile = join(folder, 'ca.pem');
  const apiKey = `slw_e2e_${randomBytes(20).toString('hex')}`;
  const redisUrl = `redis://127.0.0.1:${redisPort}`;
  const sandboxUrl = `https://localhost:${sandboxPort}`;
  const tools = findKubernetesTools();
  const helm = createHelmGate(join(folder, 'helm-gate'), resolve(root, tools.helm));
  const bare = { PATH: process.env['PATH'] ?? '', HOME: join(folder, 'home'), TMPDIR: tmpdir() };
  const settings = {
    ...bare,
    ...sandboxEnvironment({ url: sandboxUrl, speed, caFile }),
    PUBLIC_URL: url,
    ...(options.redisSettings ?? { REDIS_URL: redisUrl }),
    SLIPWAY_API_KEY: apiKey,
    SLIPWAY_HELM: helm.path,
    SLIPWAY_STATE_DIR: join(folder, 'state'),
    SLIPWAY_LATE_ACT_SECONDS: '2',
    ...env,
  };

  const define = (name: string, command: string, args: string[], more: Record<string, string>, says = ready) =>
    defineProcess({ name, command, args, env: more, cwd: root, ready: says, logFile: join(folder, 'logs', name) });
  const service = (name: string, role: string, port = 0) =>
    define(name, process.execPath, [...memory, ...(options.nodeOptions ?? []), 'src/main.ts', role], {
      ...settings,
      PORT: `${port}`,
    });
  const redis = define(
    'redis',
    findRedisServer(),
    redisArguments({ port: `${redisPort}`, dir: join(folder, 'redis'), appendfsync: fsync }),
    bare,
    /ready to accept connections/i,
  );
  const sandbox = define('sandbox', process.execPath, ['sandbox/main.ts'], {
    ...bare,
    SANDBOX_PORT: `${sandboxPort}`,
    SANDBOX_SPEED: `${speed}`,
    SANDBOX_DURATIONS: 'typical',
    SANDBOX_STATE: join(folder, 'sandbox'),
    SANDBOX_CA: caFile,
    SANDBOX_CALLER_INSIDE: 'true',
  });
  const apis = ports.map((port, index) => ({
    process: service(`api-${index + 1}`, 'api', port),
    url: urls[index] ?? '',
  }));
  const workers = Array.from({ length: workerCount }, (_, index) => service(`worker-${index + 1}`, 'worker'));
  const [[api], [worker]] = [apis.map((each) => each.process), workers];
  assert.ok(api && worker);
  const services = [...apis.map((each) => each.process), ...workers];
  const all = [redis, sandbox, ...services];
  const receiver = await startReceiver(options.mood);

  async function stop(keep?: 'keep') {
    await Promise.all(all.map((each) => each.kill9()));
    await receiver[Symbol.asyncDispose]();
    if (!keep) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  const client = createClient(url, apiKey);
  let webhookSecret: string;
  try {
    await Promise.all([options.redisSettings ? undefined : redis.start(), sandbox.start()]);
    tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(caFile, 'utf8')]);
    await Promise.all(services.map((each) => each.start()));
    const endpoint = await client.register(receiver.url, ['*', 'job.phase_changed']);
    webhookSecret = endpoint.secret;
    receiver.trust(webhookSecret);
  } catch (error) {
    await stop();
    throw error;
  }

  const azure = async () => (await (await fetch(`${sandboxUrl}/sandbox/state`)).json()) as AzureState;
  return {
    ...client,
    folder,
    sandboxUrl,
    redisUrl,
    apiKey,
    webhookSecret,
    receiver,
    helm,
    redis,
    sandbox,
    api,
    apis,
    worker,
    workers,
    azure,
    async creates(name) {
      const { byCluster } = (await azure()).counters.creates;
      const ids = Object.entries(byCluster).filter(([id]) => id.endsWith(`/${name}`));
      return ids.reduce((sum, [, count]) => sum + count, 0);
    },
    async faults(faults) {
      const answer = await fetch(`${sandboxUrl}/sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) });
      assert.equal(answer.status, 200, await answer.text());
    },
    logs: () => all.map((each) => each.log()).join('\n'),
    logOf: (jobId) =>
      workers.flatMap((each) => each.log().split('\n')).flatMap((line) => (line.includes(jobId) ? [parse(line)] : [])),
    async run(tool, clusterId, ...args) {
      const kubeconfig = join(folder, 'kubeconfig');
      writeFileSync(kubeconfig, await client.kubeconfig(clusterId), { mode: 0o600 });
      const command = resolve(root, tools[tool]);
      const { stdout } = await promisify(execFile)(command, ['--kubeconfig', kubeconfig, ...args], { env: bare });
      return stdout;
    },
    stop,
  };
}

function redisArguments(settings: { port: string; dir: string; appendfsync: string }): string[] {
  // A rewrite would take from the append-only file the history that recovery times are read from.
  const fixed = { bind: '127.0.0.1', appendonly: 'yes', save: '', 'auto-aof-rewrite-percentage': '0' };
  return Object.entries({ ...settings, ...fixed }).flatMap(([name, value]) => [`--${name}`, value]);
}

function parse(line: string): Record<string, unknown> {
  return JSON.parse(line);
}
