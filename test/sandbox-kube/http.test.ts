import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fqdn, startSandbox, type TestSandbox } from './support/sandbox.ts';

type Body = Record<string, unknown> & { metadata: Record<string, unknown>; items: { metadata: { name: string } }[] };

const json = (method: string, body: unknown, type = 'application/json'): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { 'content-type': type },
});
const configMap = (name: string, rest: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name },
  ...rest,
});
const maps = '/api/v1/namespaces/default/configmaps';

describe('the API server over http', () => {
  let sandbox: TestSandbox;
  const call = async (path: string, init?: RequestInit): Promise<[number, Body]> => {
    const response = await sandbox.fetch(path, init);
    return [response.status, (await response.json()) as Body];
  };
  before(async () => {
    sandbox = await startSandbox({ nodes: 1 });
  });
  after(() => sandbox[Symbol.asyncDispose]());

  it('answers 401 to a wrong token and 503 to everything while it is down', async () => {
    const [code, body] = await call('/version', { headers: { authorization: 'Bearer wrong' } });
    assert.equal(code, 401);
    assert.deepEqual([body['kind'], body['reason'], body['message']], ['Status', 'Unauthorized', 'Unauthorized']);
    sandbox.clusters.setBehaviour(fqdn, { apiServerDown: true });
    assert.equal((await call('/readyz'))[0], 503);
    sandbox.clusters.setBehaviour(fqdn, {});
    assert.match(await (await sandbox.fetch('/readyz?verbose')).text(), /readyz check passed/);
  });

  it('creates with a generated name and refuses the same name twice', async () => {
    const [code, made] = await call(
      maps,
      json('POST', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { generateName: 'made-' } }),
    );
    assert.equal(code, 201);
    assert.match(String(made.metadata['name']), /^made-[a-z0-9]{5}$/);
    await call(maps, json('POST', configMap('twice')));
    const [again, refusal] = await call(maps, json('POST', configMap('twice')));
    assert.equal(again, 409);
    assert.equal(refusal['reason'], 'AlreadyExists');
    assert.equal(refusal['message'], 'configmaps "twice" already exists');
  });

  it('refuses an update that was made on an old version', async () => {
    const [, old] = await call(maps, json('POST', configMap('raced')));
    await call(`${maps}/raced`, json('PATCH', { data: { a: '1' } }, 'application/merge-patch+json'));
    const [code, refusal] = await call(`${maps}/raced`, json('PUT', { ...old, data: { a: '2' } }));
    assert.equal(code, 409);
    assert.match(
      String(refusal['message']),
      /the object has been modified; please apply your changes to the latest version/,
    );
  });

  it('stores nothing of a dry run', async () => {
    assert.equal((await call(`${maps}?dryRun=All`, json('POST', configMap('dry'))))[0], 201);
    const [code, refusal] = await call(`${maps}/dry`);
    assert.equal(code, 404);
    assert.equal(refusal['message'], 'configmaps "dry" not found');
  });

  it('lists in pages, by labels and by fields', async () => {
    for (const name of ['page-a', 'page-b', 'page-c']) {
      await call(maps, json('POST', { ...configMap(name), metadata: { name, labels: { set: 'pages' } } }));
    }
    const [, first] = await call(`${maps}?labelSelector=set%3Dpages&limit=2`);
    assert.deepEqual(
      first.items.map((item) => item.metadata.name),
      ['page-a', 'page-b'],
    );
    assert.equal(first.metadata['remainingItemCount'], 1);
    const [, second] = await call(`${maps}?labelSelector=set%3Dpages&limit=2&continue=${first.metadata['continue']}`);
    assert.deepEqual(
      second.items.map((item) => item.metadata.name),
      ['page-c'],
    );
    const [, chosen] = await call(`${maps}?fieldSelector=metadata.name%3Dpage-b`);
    assert.equal(chosen.items.length, 1);
    const [code, refusal] = await call(`${maps}?fieldSelector=data.a%3Db`);
    assert.deepEqual([code, refusal['message']], [400, 'field label not supported: data.a']);
  });

  it('deletes a collection by its labels', async () => {
    await call(maps, json('POST', { ...configMap('doomed'), metadata: { name: 'doomed', labels: { set: 'doomed' } } }));
    await call(`${maps}?labelSelector=set%3Ddoomed`, { method: 'DELETE' });
    assert.equal((await call(`${maps}/doomed`))[0], 404);
    assert.equal((await call(`${maps}/page-a`))[0], 200);
  });

  it('streams what changes after a list, and a bookmark after the first state when asked', async () => {
    const [, list] = await call(maps);
    const abort = new AbortController();
    const query = `watch=true&resourceVersion=${list.metadata['resourceVersion']}&fieldSelector=metadata.name%3Dwatched`;
    const response = await sandbox.fetch(`${maps}?${query}`, { signal: abort.signal });
    const lines = linesOf(response);
    await call(maps, json('POST', configMap('watched')));
    await call(`${maps}/watched`, { method: 'DELETE' });
    assert.deepEqual([(await lines.next()).value.type, (await lines.next()).value.type], ['ADDED', 'DELETED']);
    abort.abort();
    const state =
      'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1';
    const events = linesOf(await sandbox.fetch(`${maps}?${state}&labelSelector=set%3Dpages`));
    const types = [];
    for await (const event of events) types.push(event.type);
    assert.deepEqual(types.slice(0, 4), ['ADDED', 'ADDED', 'ADDED', 'BOOKMARK']);
  });

  it('tells a watch from too long ago that its version is gone', async () => {
    for (let count = 0; count < 600; count += 1) {
      await call(`${maps}/page-a`, json('PATCH', { data: { count: String(count) } }, 'application/merge-patch+json'));
    }
    const { value: event } = await linesOf(await sandbox.fetch(`${maps}?watch=true&resourceVersion=2`)).next();
    assert.equal(event?.type, 'ERROR');
    assert.equal(event?.object['code'], 410);
  });

  it('patches by RFC 6902, by RFC 7386 and by merge keys', async () => {
    const pod = {
      containers: [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:1' },
      ],
    };
    await call(
      '/api/v1/namespaces/default/pods',
      json('POST', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'two' }, spec: pod }),
    );
    const path = '/api/v1/namespaces/default/pods/two';
    const strategic = { spec: { containers: [{ name: 'b', image: 'b:2' }] } };
    const [, merged] = await call(path, json('PATCH', strategic, 'application/strategic-merge-patch+json'));
    const images = (merged['spec'] as { containers: { image: string }[] }).containers.map(
      (container) => container.image,
    );
    assert.deepEqual(images, ['a:1', 'b:2']);
    const operations = [{ op: 'replace', path: '/spec/containers/0/image', value: 'a:2' }];
    const [code] = await call(path, json('PATCH', operations, 'application/json-patch+json'));
    assert.equal(code, 200);
    const [refused] = await call(path, json('PATCH', {}, 'application/x-unknown'));
    assert.equal(refused, 415);
  });

  it('keeps an object until its finalizers are gone', async () => {
    await call(
      maps,
      json('POST', { ...configMap('held'), metadata: { name: 'held', finalizers: ['example.com/hold'] } }),
    );
    const [, marked] = await call(`${maps}/held`, { method: 'DELETE' });
    assert.ok(marked.metadata['deletionTimestamp']);
    await call(`${maps}/held`, json('PATCH', { metadata: { finalizers: null } }, 'application/merge-patch+json'));
    assert.equal((await call(`${maps}/held`))[0], 404);
  });

  it('answers unknown paths, methods and kinds the way the real server does', async () => {
    assert.equal((await call('/apis/nobody.example/v1/things'))[0], 404);
    assert.equal(
      (await call(maps, { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } }))[0],
      405,
    );
    assert.equal((await call('/api/v1/namespaces/nowhere/configmaps', json('POST', configMap('lost'))))[0], 404);
    const [code, refusal] = await call(
      maps,
      json('POST', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }),
    );
    assert.equal(code, 400);
    assert.match(String(refusal['message']), /cannot be handled as a ConfigMap/);
  });

  it('says so when a value has the wrong type', async () => {
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'wrong' }, spec: { replicas: 'two' } };
    const [code, refusal] = await call('/apis/apps/v1/namespaces/default/deployments', json('POST', body));
    assert.equal(code, 400);
    assert.match(
      String(refusal['message']),
      /cannot unmarshal string into Go struct field Deployment\.spec\.replicas of type int32/,
    );
  });
});

interface WatchEvent {
  type: string;
  object: Record<string, unknown>;
}

async function* linesOf(response: Response): AsyncGenerator<WatchEvent> {
  let rest = '';
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as WatchEvent;
  }
}
