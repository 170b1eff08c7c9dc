import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../../scripts/tools/process.ts';
import { findRedisServer } from '../../scripts/tools/redis-binary.ts';
import { createKeyStore } from '../../src/adapters/redis/key-store.ts';
import { startApi } from '../../src/app/api.ts';
import type { Running } from '../../src/app/base.ts';
import { readConfig } from '../../src/config.ts';
import { scopes } from '../../src/model/principal.ts';
import { type Answer, createClient, orderOf } from '../e2e/client.ts';
import { defineProcess } from '../e2e/process.ts';
import { until } from '../e2e/until.ts';
import type { DeafProxy } from '../fakes/deaf-proxy.ts';

const pepper = 'a pepper';
const limitMs = 2_000;
/** They answer from memory, once the key is known. */
const needNoStore = ['listCniPlugins', 'listEventTypes'];
/** They ask Azure before they ask the store. */
const askAzure = ['listOrphans', 'deleteOrphan', 'forgetOrphan', 'rebuild'];

export interface Operation {
  operationId: string;
  method: string;
  path: string;
}
const { paths } = JSON.parse(readFileSync('openapi/slipway.json', 'utf8')) as {
  paths: Record<string, Record<string, { operationId: string }>>;
};
export const operations: Operation[] = Object.entries(paths)
  .filter(([path]) => path.startsWith('/v1/'))
  .flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => ({ operationId, method: method.toUpperCase(), path })),
  );

/** An API on a Redis of its own, with a cluster that is being created and a webhook endpoint. */
export async function startService(settings: Record<string, string> = {}, proxy?: DeafProxy) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-away-'));
  const port = proxy?.target ?? (await freePort());
  const url = `redis://127.0.0.1:${port}`;
  const all = { port: `${port}`, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', ...settings };
  const redis = defineProcess({
    name: 'redis',
    command: findRedisServer(),
    args: Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]),
    env: { PATH: process.env['PATH'] ?? '' },
    cwd: folder,
    ready: /ready to accept connections/i,
    logFile: join(folder, 'redis.log'),
  });
  await redis.start();
  const config = readConfig({
    PORT: '0',
    REDIS_URL: proxy ? `redis://127.0.0.1:${proxy.port}` : url,
    LOG_LEVEL: 'silent',
    SLIPWAY_DRAIN_SECONDS: '0',
    SLIPWAY_API_KEY: 'first-key',
    SLIPWAY_KEY_PEPPER: pepper,
    SLIPWAY_ACCOUNTS: JSON.stringify([
      { name: 'a', kind: 'default', subscriptions: ['00000000-0000-0000-0000-000000000001'] },
    ]),
    SLIPWAY_WEBHOOK_DEVELOPMENT: 'true',
  });
  const api: Running = await startApi(config);
  const admin = new Redis(url, { retryStrategy: () => 50 });
  admin.on('error', () => {});
  const keys = createKeyStore(admin, pepper);
  const record = {
    schema: 1 as const,
    id: `key_${'0'.repeat(32)}`,
    tenant: 'default',
    name: 'all',
    createdAt: '2026-01-01T00:00:00Z',
  };
  await keys.create({ ...record, scopes: [...scopes] }, 'all-scopes');
  const client = createClient(api.url ?? '', 'all-scopes');
  const job = await client.order('standing');
  const endpoint = await client.register('http://127.0.0.1:9/', ['*']);

  let count = 0;
  /** Sends a request of this operation; with a key that has to be looked up if it is to be unknown. */
  async function send({ operationId, method, path }: Operation, { unknown = false } = {}) {
    count += 1;
    const ids: [string, string][] = [
      ['/jobs', job.id],
      ['/clusters', job.clusterId],
      ['/pauses', job.id.replace('job_', 'pau_')],
    ];
    const id = ids.find(([part]) => path.includes(part))?.[1] ?? endpoint.id;
    const bodies: Record<string, unknown> = {
      createCluster: orderOf(`away-${count}`),
      amendCluster: { labels: { count: `${count}` } },
      createWebhookEndpoint: { url: 'http://127.0.0.1:9/', events: ['*'] },
      updateWebhookEndpoint: { description: `${count}` },
      forceJob: { status: 'Failed', reason: 'a test' },
      pause: { what: 'work', match: { tenant: 'nobody' }, message: 'a test' },
    };
    const body = bodies[operationId];
    const began = performance.now();
    const answer: Answer<{ code?: string }> = await client.ask(
      method,
      path.replace('{id}', id).replace('{deliveryId}', `dlv_${endpoint.id.slice(4)}`),
      { ...(body ? { body } : {}), ...(unknown ? { headers: { 'x-api-key': `unknown-${count}` } } : {}) },
    );
    return { operationId, answer, ms: Math.round(performance.now() - began) };
  }
  return {
    folder,
    port,
    url,
    redis,
    admin,
    client,
    job,
    send,
    async [Symbol.asyncDispose]() {
      admin.disconnect();
      await api.close();
      await redis.kill9();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Service = Awaited<ReturnType<typeof startService>>;

/** Counts how late timers were until it is asked: the machine's share of any delay. */
function watchLateness(): () => number {
  let late = 0;
  let last = performance.now();
  const everyMs = 10;
  const timer = setInterval(() => {
    const now = performance.now();
    late += Math.max(0, now - last - everyMs);
    last = now;
  }, everyMs);
  return () => {
    clearInterval(timer);
    return late;
  };
}

export function assertUnavailable({ operationId, answer }: Awaited<ReturnType<Service['send']>>): void {
  assert.equal(answer.status, 503, `${operationId}: ${JSON.stringify(answer.body)}`);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, operationId);
  assert.ok(Number(answer.headers.get('retry-after')) >= 1, operationId);
  assert.ok(['dependency-unavailable', 'store-full'].includes(answer.body.code ?? ''), operationId);
}

/** Sends a request of every operation at once, and says how long the slowest took. */
export async function sendAll(
  service: Service,
  which: (operation: Operation) => boolean,
  options?: { unknown: boolean },
) {
  const lateness = watchLateness();
  const seen = await Promise.all(operations.filter(which).map((operation) => service.send(operation, options)));
  const late = lateness();
  const slowest = Math.max(...seen.map(({ ms }) => ms));
  assert.ok(slowest < limitMs + late, `${slowest} ms, of which the machine may have taken ${late}`);
  return { seen, slowest };
}

export async function isBack({ client }: Service): Promise<number> {
  const began = performance.now();
  await until(
    'an answer',
    () => client.ask('GET', '/v1/jobs'),
    ({ status }) => status === 200,
  );
  return Math.round(performance.now() - began);
}

export const touchesStore = ({ operationId }: Operation) => ![...needNoStore, ...askAzure].includes(operationId);
