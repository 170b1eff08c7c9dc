import assert from 'node:assert/strict';
import test from 'node:test';
import { gzipSync } from 'node:zlib';
import { bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder } from '../fakes/world.ts';

interface BadInput {
  /** Row of the list of forty bad inputs. */
  row: number;
  what: string;
  method?: 'get' | 'post' | 'delete' | 'patch' | 'put';
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  status: number;
  code?: string;
  /** Where the fault is pointed at. */
  at?: string;
  answer?: Record<string, string>;
}

const order = (changes: object) => JSON.stringify({ ...firstOrder, ...changes });
const network = (changes: object) => order({ network: changes });
const pools = (...changes: object[]) =>
  order({ nodePools: changes.map((change) => ({ name: 'pool1', mode: 'System', count: 3, ...change })) });
const jobPath = `/v1/jobs/job_${'0'.repeat(32)}`;
const unreadable = { status: 400, code: 'malformed-json' };
const misshapen = { status: 400, code: 'invalid-request' };
const broken = { status: 422, code: 'validation-failed' };
const clash = { status: 422, code: 'network-conflict' };
const parameter = { status: 400, code: 'invalid-parameter' };
const wrongType = { status: 415, code: 'unsupported-media-type' };

const inputs: BadInput[] = [
  { row: 1, what: 'truncated JSON', body: '{"name":', ...unreadable },
  { row: 1, what: 'a trailing comma', body: '{"name":"a",}', ...unreadable },
  { row: 1, what: 'NaN', body: '{"count":NaN}', ...unreadable },
  { row: 2, what: 'an empty JSON body where one is due', body: '', ...unreadable },
  { row: 4, what: 'null', body: 'null', ...misshapen },
  { row: 4, what: 'a list', body: '[]', ...misshapen },
  { row: 4, what: 'a text', body: '"x"', ...misshapen },
  { row: 5, what: 'an unknown field', body: order({ nodeCuont: 3 }), at: '/nodeCuont', ...misshapen },
  { row: 5, what: 'an unknown field deep inside', body: pools({ size: 'x' }), at: '/nodePools/0/size', ...misshapen },
  { row: 5, what: 'a field that cannot be ordered', body: order({ kubeProxy: false }), at: '/kubeProxy', ...broken },
  {
    row: 5,
    what: 'a policy beside plug-in none',
    body: network({ networkPolicy: 'calico' }),
    at: '/network/networkPolicy',
    ...broken,
  },
  { row: 6, what: 'a number as text', body: pools({ count: '5' }), at: '/nodePools/0/count', ...misshapen },
  { row: 7, what: 'a text where a map is due', body: order({ tags: 'a' }), at: '/tags', ...misshapen },
  {
    row: 7,
    what: 'a boolean as text',
    body: order({ resourceGroup: { name: 'rg', create: 'true' } }),
    at: '/resourceGroup/create',
    ...misshapen,
  },
  { row: 7, what: 'a number as a name', body: order({ name: 5 }), at: '/name', ...misshapen },
  { row: 8, what: 'null for a number', body: pools({ count: null }), at: '/nodePools/0/count', ...misshapen },
  { row: 9, what: 'a member twice', body: '{"name":"a","name":"b"}', ...unreadable },
  { row: 9, what: 'a member twice, once escaped', body: '{"name":"a","n\\u0061me":"b"}', ...unreadable },
  { row: 10, what: '__proto__', body: '{"__proto__":{"admin":true}}', ...unreadable },
  { row: 10, what: 'constructor.prototype', body: '{"constructor":{"prototype":{}}}', ...unreadable },
  { row: 11, what: '20 000 levels', body: '['.repeat(20_000) + ']'.repeat(20_000), ...misshapen },
  {
    row: 12,
    what: 'a body over 64 KiB',
    body: JSON.stringify({ name: 'x'.repeat(70_000) }),
    status: 413,
    code: 'content-too-large',
    answer: { connection: 'close' },
  },
  {
    row: 13,
    what: 'metadata of 9 KiB',
    body: order({ metadata: { a: 'x'.repeat(5_000), b: 'x'.repeat(4_300) } }),
    at: '/metadata',
    ...broken,
  },
  {
    row: 13,
    what: 'metadata of 2 000 keys',
    body: order({ metadata: Object.fromEntries(Array.from({ length: 2_000 }, (_, key) => [`k${key}`, 'v'])) }),
    ...broken,
  },
  { row: 13, what: 'a label with a name of 64', body: order({ labels: { ['x'.repeat(64)]: 'v' } }), ...broken },
  { row: 13, what: 'a tag with a forbidden name', body: order({ tags: { 'a<b': 'v' } }), at: '/tags/a<b', ...broken },
  { row: 14, what: 'broken UTF-8', body: Buffer.from('{"name":"\xff\xfe"}', 'latin1'), ...unreadable },
  { row: 15, what: 'half a surrogate pair', body: '{"name":"\\ud800"}', at: '/name', ...misshapen },
  { row: 16, what: 'NUL in a text', body: '{"name":"a\\u0000b"}', at: '/name', ...misshapen },
  { row: 16, what: 'an escape character in a text', body: order({ labels: { a: '\u001b[2J' } }), ...misshapen },
  { row: 17, what: 'a bidi override', body: order({ labels: { a: 'x\u202ey' } }), at: '/labels/a', ...broken },
  { row: 17, what: 'a zero-width space in a name', body: order({ name: 'a\u200bb' }), at: '/name', ...broken },
  { row: 17, what: 'a decomposed accent in a name', body: order({ name: 'e\u0301' }), at: '/name', ...broken },
  {
    row: 19,
    what: 'form data',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=b',
    answer: { accept: 'application/json' },
    ...wrongType,
  },
  { row: 19, what: 'a body of no type', headers: { 'content-type': '' }, body: order({}), ...wrongType },
  { row: 20, what: 'plain text', headers: { 'content-type': 'text/plain' }, body: order({}), ...wrongType },
  {
    row: 21,
    what: 'a gzip body',
    headers: { 'content-encoding': 'gzip' },
    body: gzipSync(order({})),
    answer: { 'accept-encoding': 'identity' },
    ...wrongType,
  },
  {
    row: 22,
    what: 'another charset',
    headers: { 'content-type': 'application/json; charset=iso-8859-1' },
    body: order({}),
    ...wrongType,
  },
  {
    row: 23,
    what: 'Accept: application/xml',
    method: 'get',
    path: '/v1/jobs',
    headers: { accept: 'application/xml' },
    status: 406,
    code: 'not-acceptable',
  },
  { row: 24, what: 'an unknown parameter', method: 'get', path: '/v1/jobs?limt=5', at: 'limt', ...parameter },
  { row: 24, what: 'a parameter where there are none', method: 'get', path: `${jobPath}?x=1`, at: 'x', ...parameter },
  {
    row: 24,
    what: 'a parameter on a POST',
    path: '/v1/clusters?dryRun=1',
    body: order({}),
    at: 'dryRun',
    ...parameter,
  },
  { row: 25, what: 'limit=abc', method: 'get', path: '/v1/jobs?limit=abc', at: 'limit', ...parameter },
  { row: 25, what: 'limit twice', method: 'get', path: '/v1/jobs?limit=1&limit=2', at: 'limit', ...parameter },
  { row: 25, what: 'limit=-1', method: 'get', path: '/v1/jobs?limit=-1', at: 'limit', ...parameter },
  { row: 25, what: 'an unknown status', method: 'get', path: '/v1/jobs?status=Done', at: 'status', ...parameter },
  { row: 26, what: 'a made-up cursor', method: 'get', path: '/v1/jobs?cursor=abcdef', at: 'cursor', ...parameter },
  { row: 27, what: 'a NUL as an id', method: 'get', path: '/v1/jobs/%00', status: 404, code: 'not-found' },
  { row: 27, what: 'a path as an id', method: 'get', path: '/v1/jobs/%2e%2e%2fetc', status: 404, code: 'not-found' },
  {
    row: 27,
    what: 'an id of 200 characters',
    method: 'get',
    path: `/v1/jobs/${'a'.repeat(200)}`,
    status: 414,
    code: 'uri-too-long',
  },
  {
    row: 27,
    what: 'a very long query',
    method: 'get',
    path: `/v1/jobs?ticket=${'a'.repeat(5_000)}`,
    status: 414,
    code: 'uri-too-long',
  },
  { row: 28, what: 'a broken escape', method: 'get', path: '/v1/jobs/%zz', status: 400, code: 'bad-url' },
  { row: 30, what: 'an underscore and a bang in a name', body: order({ name: 'Team_A!' }), at: '/name', ...broken },
  { row: 30, what: 'a name of 64 characters', body: order({ name: 'a'.repeat(64) }), at: '/name', ...broken },
  { row: 30, what: 'a leading hyphen', body: order({ name: '-a' }), at: '/name', ...broken },
  { row: 30, what: 'a hyphen in a pool name', body: pools({ name: 'pool-1' }), at: '/nodePools/0/name', ...broken },
  { row: 30, what: 'a pool name of 13', body: pools({ name: 'a'.repeat(13) }), at: '/nodePools/0/name', ...broken },
  ...['10.0.0.0/33', '10.0.0.1/16', '10.0.0.0', '010.0.0.0/8', '::/0', 'fd00::/8'].map((podCidr) => ({
    row: 31,
    what: `the range ${podCidr}`,
    body: network({ podCidr }),
    at: '/network/podCidr',
    ...broken,
  })),
  { row: 32, what: 'pods over services', body: network({ podCidr: '10.0.0.0/8' }), at: '/network/podCidr', ...clash },
  {
    row: 32,
    what: 'services over pods',
    body: network({ podCidr: '10.0.0.0/8' }),
    at: '/network/serviceCidr',
    ...clash,
  },
  ...['169.254.0.0/17', '172.30.0.0/16', '172.31.128.0/17', '192.0.2.0/24', '172.16.0.0/12'].map((podCidr) => ({
    row: 32,
    what: `pods in ${podCidr}`,
    body: network({ podCidr }),
    at: '/network/podCidr',
    ...clash,
  })),
  { row: 32, what: 'services as wide as /12', body: network({ serviceCidr: '10.0.0.0/12' }), ...clash },
  { row: 32, what: 'DNS outside of services', body: network({ dnsServiceIP: '10.9.0.10' }), ...clash },
  { row: 32, what: 'DNS at the first address', body: network({ dnsServiceIP: '10.0.0.1' }), ...clash },
  ...[0, -1, 1e9, 1.5].map((count) => ({
    row: 33,
    what: `a count of ${count}`,
    body: pools({ count }),
    at: '/nodePools/0/count',
    ...misshapen,
  })),
  { row: 33, what: 'a version that is none', body: order({ kubernetesVersion: 'latest' }), ...broken },
  ...['', 'x'.repeat(256), 'caf\u00e9', 'a, b'].map((key) => ({
    row: 34,
    what: `the idempotency key ${key.slice(0, 8)}`,
    headers: { 'idempotency-key': key },
    body: order({}),
    at: 'idempotency-key',
    status: 400,
    code: 'invalid-header',
  })),
  {
    row: 39,
    what: 'a forbidden address',
    path: '/v1/webhook-endpoints',
    body: JSON.stringify({ url: 'https://169.254.169.254/latest', events: ['*'] }),
    status: 422,
    code: 'url-not-allowed',
  },
  {
    row: 40,
    what: 'an unknown event type',
    path: '/v1/webhook-endpoints',
    body: JSON.stringify({ url: 'https://example.com', events: ['job.exploded'] }),
    at: '/events/0',
    ...broken,
  },
  {
    row: 40,
    what: 'a line break in a ticket',
    body: order({ ticket: { system: 'jira', id: 'x\r\nhost: y' } }),
    at: '/ticket/id',
    ...misshapen,
  },
  {
    row: 40,
    what: 'a ticket URL that is a script',
    body: order({ ticket: { system: 'jira', id: 'OPS-1', url: 'javascript:alert(1)' } }),
    at: '/ticket/url',
    ...broken,
  },
];

for (const input of inputs) {
  test(`row ${input.row}: ${input.what} is refused with ${input.status} ${input.code ?? ''}`, async (t) => {
    const { call, store } = await startApi(t);
    const request = call[input.method ?? 'post'](input.path ?? '/v1/clusters').set(bearer);
    if (input.body !== undefined) request.set('content-type', 'application/json');
    for (const [name, value] of Object.entries(input.headers ?? {})) {
      if (value === '' && name === 'content-type') request.unset(name);
      else request.set(name, Buffer.from(value).toString('latin1'));
    }
    // Bytes go as they are: the client would encode, and quote, a text.
    const answer = await (input.body === undefined ? request : request.serialize((body) => body).send(input.body));
    assert.equal(answer.status, input.status, answer.text);
    assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/);
    const problem = JSON.parse(answer.text);
    assert.equal(problem.code, input.code);
    assert.equal(problem.type, `https://slipway.example/problems/${input.code}`);
    assert.equal(problem.instance, `urn:uuid:${answer.headers['x-request-id']}`);
    if (input.at) {
      const places = problem.errors.map((error: Record<string, string>) =>
        ['pointer', 'parameter', 'header'].map((kind) => error[kind]).find((place) => place !== undefined),
      );
      assert.ok(places.includes(input.at), JSON.stringify(problem.errors));
    }
    for (const [name, value] of Object.entries(input.answer ?? {})) assert.equal(answer.headers[name], value);
    assert.deepEqual(store.outbox, [], 'nothing may be stored');
  });
}
