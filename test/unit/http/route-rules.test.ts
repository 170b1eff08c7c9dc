import assert from 'node:assert/strict';
import test from 'node:test';
import Fastify from 'fastify';
import type { HttpContext } from '../../../src/adapters/http/context.ts';
import { describeApi } from '../../../src/adapters/http/openapi/plugin.ts';
import { requireKeys } from '../../../src/adapters/http/request/auth.ts';

test('a route under /v1 that says nothing of who may call it does not start', async () => {
  const app = Fastify();
  requireKeys(app, async () => undefined);
  assert.throws(() => app.get('/v1/open-to-all', async () => ({})), /names no scope/);
});

test('a route that the description does not tell of does not start', async () => {
  const app = Fastify();
  await describeApi(app, { publicUrl: 'https://a', version: '1', orderSchema: {} } as HttpContext);
  assert.throws(() => app.get('/hidden', async () => ({})), /is not described/);
});
