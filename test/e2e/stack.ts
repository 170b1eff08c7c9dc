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
import { type Receiver, startReceiver } from './receiver.ts';

const root = resolve(import.meta.dirname, '../..');
/** As `npm start` runs it. */
const memory = ['--max-semi-space-size=4', '--max-old-space-size=160'];
const ready = /"ready":\s*true/;

export interface StackOptions {
  /** How much faster than Azure the sandbox is. */
  speed?: number;
  workers?: number;
  /** More settings of the service. */
  env?: Record<string, string>;
}

/** What the sandbox holds and counted, as `GET /sandbox/state` has it. */
export interface AzureState {
  clusters: { id: string; name: string; provisioningState: string; tags: Record<string, string> }[];
  groups: { name: string }[];
  counters: { creates: { total: number; byCluster: Record<string, number> }; throttled: number };
}

/** The whole service as it runs outside: every process real, all of it on loopback, in a folder of its own. */
export interface Stack extends Client {
  folder: string;
  redisUrl: string;
  apiKey: string;
  webhookSecret: string;
  receiver: Receiver;
  helm: HelmGate;
  redis: Process;
  sandbox: Process;
  api: Process;
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
  stop(): Promise<void>;
}

export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { speed = 120, workers: workerCount = 1, env = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'slipway-e2e-'));
  for (const name of ['redis', 'logs', 'home']) mkdirSync(join(folder, name));
  const [redisPort, sandboxPort, port] = [await freePort(), await freePort(), await freePort()];
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
    PORT: `${port}`,
    REDIS_URL: redisUrl,
    SLIPWAY_API_KEY: apiKey,
    SLIPWAY_HELM: helm.path,
    SLIPWAY_STATE_DIR: join(folder, 'state'),
    SLIPWAY_LATE_ACT_SECONDS: '2',
    ...env,
  };

  const define = (name: string, command: string, args: string[], more: Record<string, string>, says = ready) =>
    defineProcess({ name, command, args, env: more, cwd: root, ready: says, logFile: join(folder, 'logs', name) });
  const service = (name: string, role: string) =>
    define(name, process.execPath, [...memory, 'src/main.ts', role], settings);
  const redis = define(
    'redis',
    findRedisServer(),
    redisArguments({ port: `${redisPort}`, dir: join(folder, 'redis') }),
    bare,
    /ready to accept connections/i,
  );
  const sandbox = define('sandbox', process.execPath, ['sandbox/main.ts'], {
    ...bare,
    SANDBOX_PORT: `${sandboxPort}`,
    SANDBOX_SPEED: `${speed}`,
    SANDBOX_STATE: join(folder, 'sandbox'),
    SANDBOX_CA: caFile,
  });
  const api = service('api', 'api');
  const workers = Array.from({ length: workerCount }, (_, index) => service(`worker-${index + 1}`, 'worker'));
  const [worker] = workers;
  assert.ok(worker);
  const all = [redis, sandbox, api, ...workers];
  const receiver = await startReceiver();

  async function stop() {
    await Promise.all(all.map((each) => each.kill9()));
    await receiver[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }

  const client = createClient(`http://127.0.0.1:${port}`, apiKey);
  let webhookSecret: string;
  try {
    await Promise.all([redis.start(), sandbox.start()]);
    tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), readFileSync(caFile, 'utf8')]);
    await Promise.all([api, ...workers].map((each) => each.start()));
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
    redisUrl,
    apiKey,
    webhookSecret,
    receiver,
    helm,
    redis,
    sandbox,
    api,
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

function redisArguments(settings: { port: string; dir: string }): string[] {
  const fixed = { bind: '127.0.0.1', appendonly: 'yes', appendfsync: 'everysec', save: '' };
  return Object.entries({ ...settings, ...fixed }).flatMap(([name, value]) => [`--${name}`, value]);
}

function parse(line: string): Record<string, unknown> {
  return JSON.parse(line);
}
