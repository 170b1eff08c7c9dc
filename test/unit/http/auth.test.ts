import assert from 'node:assert/strict';
import test from 'node:test';
import Fastify from 'fastify';
import { requireKeys } from '../../../src/adapters/http/request/auth.ts';

test('a route under /v1 that says nothing of who may call it does not start', async () => {
  const app = Fastify();
  requireKeys(app, async () => undefined);
  assert.throws(() => app.get('/v1/open-to-all', async () => ({})), /names no scope/);
});
