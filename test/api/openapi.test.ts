import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { renderOpenApi } from '../../scripts/openapi.ts';
import { eventTypes } from '../../src/model/event.ts';
import { problemCatalogue } from '../../src/model/problem-catalogue.ts';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  security?: unknown[];
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, unknown>;
  components: { schemas: Record<string, object> };
}

const committed = new URL('../../openapi/slipway.json', import.meta.url);
const read = async () => JSON.parse(await readFile(committed, 'utf8')) as Document;

test('the committed description is the one that the routes give', async () => {
  assert.equal(await readFile(committed, 'utf8'), await renderOpenApi());
});

test('every route is described, with a name, a sentence, a tag and its errors', async (t) => {
  const { app, call } = await startApi(t);
  const served = (await app.inject('/openapi.json')).json<Document>();
  assert.equal(served.openapi, '3.1.0');
  const operations = Object.entries(served.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const names = operations.map(({ operation }) => operation.operationId);
  assert.equal(new Set(names).size, names.length);
  for (const { path, method, operation } of operations) {
    assert.ok(operation.operationId && operation.summary && operation.tags.length === 1, `${method} ${path}`);
    if (!path.startsWith('/v1/')) continue;
    for (const status of ['400', '401', '403', '500', '503']) {
      const schema = operation.responses[status]?.content?.['application/problem+json']?.schema;
      assert.equal(schema?.$ref, '#/components/schemas/Problem', `${method} ${path} ${status}`);
    }
  }
  for (const [path, methods] of Object.entries(served.paths)) {
    const { headers } = await call.options(path.replaceAll(/\{\w+\}/g, 'x'));
    const allowed = (headers['allow'] ?? '').split(', ').filter((method) => method !== 'HEAD');
    assert.deepEqual(
      allowed,
      Object.keys(methods)
        .map((method) => method.toUpperCase())
        .toSorted(),
      path,
    );
  }
});

test('every kind of event is described as a webhook', async () => {
  const { webhooks } = await read();
  assert.deepEqual(Object.keys(webhooks).toSorted(), Object.keys(eventTypes).toSorted());
});

test('every reference leads to a schema', async () => {
  const text = await readFile(committed, 'utf8');
  const { components } = await read();
  for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    assert.ok(name && components.schemas[name], name);
  }
  assert.doesNotMatch(text, /def-\d/);
});

test('answers follow the schemas that describe them', async (t) => {
  const { call, world } = await startApi(t);
  const { components } = await read();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema({ $id: 'api', components });
  const assertIs = (name: string, value: unknown) => {
    const validate = ajv.getSchema(`api#/components/schemas/${name}`);
    assert.ok(validate?.(value), `${name}: ${ajv.errorsText(validate?.errors)}`);
  };
  const get = async (path: string) => (await call.get(path).set(bearer)).body;

  assertIs('Order', firstOrder);
  const { body: job } = await call.post('/v1/clusters').set(bearer).send(firstOrder);
  assertIs('Job', job);
  await world.drain();
  assertIs('Job', await get(`/v1/jobs/${job.id}`));
  assertIs('Cluster', await get(`/v1/clusters/${job.clusterId}`));
  assertIs('NodeList', await get(`/v1/clusters/${job.clusterId}/nodes`));
  for (const event of (await get(`/v1/jobs/${job.id}/events`)).items) assertIs('Event', event);
  for (const plugin of (await get('/v1/cni-plugins')).items) assertIs('CniPlugin', plugin);
  for (const type of (await get('/v1/event-types')).items) assertIs('EventType', type);
  assertIs('Problem', await get('/v1/jobs/none'));
  assertIs('ProblemEntry', await get('/problems/gone'));
  assertIs('Health', await get('/readyz'));
  const { body: endpoint } = await call
    .post('/v1/webhook-endpoints')
    .set(bearer)
    .send({ url: 'https://hooks.example.com', events: ['*'] });
  assertIs('NewWebhookEndpoint', endpoint);
  assertIs('WebhookEndpoint', await get(`/v1/webhook-endpoints/${endpoint.id}`));
  assertIs('Ping', (await call.post(`/v1/webhook-endpoints/${endpoint.id}/ping`).set(bearer)).body);

  world.cloud.endings = ['Failed'];
  const { body: second } = await call
    .post('/v1/clusters')
    .set(bearer)
    .send({ ...firstOrder, name: 'red' });
  await world.drain();
  const failed = await get(`/v1/jobs/${second.id}`);
  assertIs('Job', failed);
  assert.match(failed.error.type, /^https:\/\/slipway\.example\/problems\//);
});

test('docs/errors.md explains every code, under its own heading and with its class, and no other', async () => {
  const text = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
  const sections = Object.fromEntries(
    [...text.matchAll(/^### (\S+)\n\n(.+)$/gm)].map(([, code = '', line = '']) => [code, line]),
  );
  assert.deepEqual(Object.keys(sections).toSorted(), Object.keys(problemCatalogue).toSorted());
  for (const [code, { status, class: actor, retryable }] of Object.entries(problemCatalogue)) {
    assert.ok(sections[code]?.startsWith(`${status} · ${actor} · ${retryable}. `), `${code}: ${sections[code]}`);
  }
});

test('the reference page loads nothing from any other host', async (t) => {
  const { app, call } = await startApi(t);
  const page = await call.get('/docs/');
  assert.equal(page.status, 200);
  assert.doesNotMatch(page.text, /https?:\/\//);
  assert.match(page.headers['content-security-policy'] ?? '', /default-src 'none'/);
  assert.match(page.headers['content-security-policy'] ?? '', /connect-src 'self'/);
  const script = await app.inject('/docs/js/scalar.js');
  assert.equal(script.statusCode, 200);
  assert.match(String(script.headers['content-type']), /javascript/);
});
