import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health } from '../../../src/adapters/http/deps.ts';
import { startHealthServer } from '../../../src/adapters/http/health-server.ts';

test('a worker is alive while it answers, and ready while what it needs answers', async (t) => {
  const promise = { word: 'survives-power-loss', says: 'Every accepted order survives power loss.' };
  let ready = async (): Promise<Health> => ({ ok: true, promise, checks: { redis: { ok: true } } });
  const server = await startHealthServer({ host: '127.0.0.1', port: 0, ready: () => ready() });
  t.after(() => server.close());
  async function get(path: string) {
    const answer = await fetch(`${server.url}${path}`);
    const text = await answer.text();
    return [answer.status, text === '' ? undefined : JSON.parse(text)];
  }

  assert.deepEqual(await get('/readyz'), [200, { status: 'ok', promise, checks: { redis: { ok: true } } }]);
  ready = async () => ({ ok: false, checks: { redis: { ok: false } } });
  assert.deepEqual(await get('/readyz'), [503, { status: 'unavailable', checks: { redis: { ok: false } } }]);
  ready = () => Promise.reject(new Error('no answer'));
  assert.deepEqual(await get('/readyz'), [503, { status: 'unavailable' }]);
  assert.deepEqual(await get('/healthz'), [200, { status: 'ok' }]);
  assert.deepEqual(await get('/v1/clusters'), [404, undefined]);
});

test('a health server ends at once, though a probe keeps its connection', async () => {
  const server = await startHealthServer({ host: '127.0.0.1', port: 0, ready: async () => ({ ok: true, checks: {} }) });
  const answer = await fetch(`${server.url}/healthz`, { headers: { connection: 'keep-alive' } });
  await answer.text();
  await server.close();
  await assert.rejects(fetch(`${server.url}/healthz`));
});
