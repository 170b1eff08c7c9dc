import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { stringify } from 'yaml';
import { findInIndex } from '../../../src/adapters/origins/chart-index.ts';
import { createOrigins, registryUrl } from '../../../src/adapters/origins/origins.ts';
import { startCloud } from '../azure/sandbox.ts';

const chart = (repository: string, version = '1.20.2') => ({ repository, name: 'cilium', version });
const anywhere = async () => undefined;

describe('the index of a chart repository', () => {
  const entry = (version: string, digest: string) => ({
    apiVersion: 'v2',
    annotations: { note: 'text\n  version: 9.9.9\n' },
    dependencies: [{ name: 'cilium', version: '3.0.0' }],
    digest,
    name: 'cilium',
    version,
  });
  const entries = { cilium: [entry('1.20.2', 'aa'), entry('1.19.5', 'bb')], other: [entry('2.0.0', 'cc')] };

  test('is searched by chart and version alone, whatever stands between', () => {
    for (const options of [{}, { indentSeq: false }]) {
      const index = stringify({ apiVersion: 'v1', entries, generated: 'now' }, options);
      assert.deepEqual(findInIndex(index, 'cilium', '1.20.2'), { digest: 'aa' });
      assert.deepEqual(findInIndex(index, 'cilium', '1.19.5'), { digest: 'bb' });
      assert.deepEqual(findInIndex(index, 'other', '2.0.0'), { digest: 'cc' });
      for (const absent of ['2.0.0', '3.0.0', '9.9.9']) assert.equal(findInIndex(index, 'cilium', absent), undefined);
      assert.deepEqual(findInIndex(index, 'cilium', 'v1.20.2'), { digest: 'aa' }, 'one version to helm');
    }
  });

  test('in another form is told from one without the chart', () => {
    assert.equal(findInIndex(JSON.stringify({ apiVersion: 'v1', entries }), 'cilium', '1.20.2'), 'unread');
    assert.equal(findInIndex('<html>Sign in</html>', 'cilium', '1.20.2'), 'unread');
  });
});

describe('where charts and images come from', () => {
  test('a repository has a chart in a version, or not', async (t) => {
    const { sandbox } = await startCloud(t);
    const origins = createOrigins({ refusal: anywhere });
    const there = await origins.chart(chart(`${sandbox.url}/charts`), false);
    assert.equal(there.type, 'there', there.fact);
    assert.match(there.fact, /lists cilium 1\.20\.2, sha256:[0-9a-f]{64}/);
    assert.equal((await origins.chart(chart(`${sandbox.url}/charts`, '0.0.1'), false)).type, 'absent');
    assert.equal((await origins.chart(chart(`${sandbox.url}/nothing`), false)).type, 'absent');
    assert.equal((await origins.registry(new URL(sandbox.url).host)).type, 'there');
  });

  test("a caller's address that the rules forbid is not gone to", async () => {
    const refusal = async (url: string) => `${new URL(url).hostname} is an inner name`;
    const origins = createOrigins({ refusal });
    for (const repository of ['https://localhost/charts', 'oci://localhost/charts']) {
      assert.deepEqual(await origins.chart(chart(repository), true), {
        type: 'forbidden',
        fact: 'localhost is an inner name',
      });
    }
  });

  test('what takes too long does not tell, and is given up soon; where nobody listens nobody is', async (t) => {
    const { port, close } = await deaf();
    t.after(close);
    const origins = createOrigins({ refusal: anywhere, timeoutMs: 200 });
    assert.equal((await origins.chart(chart(`http://127.0.0.1:${port}`), false)).type, 'unclear');
    assert.equal((await origins.registry(`127.0.0.1:${port}`)).type, 'unclear');
    const stuck = createOrigins({ refusal: () => new Promise(() => undefined), timeoutMs: 200 });
    assert.equal((await stuck.chart(chart('https://charts.example'), true)).type, 'unclear');
    close();
    assert.equal((await origins.chart(chart(`http://127.0.0.1:${port}`), false)).type, 'silent');
  });

  test('an overloaded repository does not tell, and one that has moved is followed, no further than the rules let', async (t) => {
    const index = stringify({ entries: { cilium: [{ name: 'cilium', version: '1.20.2' }] } });
    const { port, close } = await answering((url) => {
      if (url === '/old/index.yaml') return [301, '', { location: '/new/index.yaml' }];
      if (url === '/round/index.yaml') return [302, '', { location: '/round/index.yaml' }];
      return url === '/new/index.yaml' ? [200, index] : [503, ''];
    });
    t.after(close);
    const origins = createOrigins({ refusal: async (url) => (url.includes('/new/') ? 'an inner name' : undefined) });
    const at = (path: string) => chart(`http://127.0.0.1:${port}${path}`);
    assert.equal((await origins.chart(at('/old'), false)).type, 'there');
    assert.deepEqual(await origins.chart(at('/old'), true), {
      type: 'forbidden',
      fact: `http://127.0.0.1:${port}/old/index.yaml leads to 127.0.0.1:${port}: an inner name`,
    });
    assert.equal((await origins.chart(at('/round'), false)).type, 'unclear');
    assert.equal((await origins.chart(at('/busy'), false)).type, 'unclear');
  });

  test('images of docker.io are asked for where they are, the name itself being that of a web site', () => {
    assert.deepEqual(['docker.io', 'quay.io'].map(registryUrl), [
      'https://registry-1.docker.io/v2/',
      'https://quay.io/v2/',
    ]);
  });

  test('a directory of charts takes the place of every repository', async (t: TestContext) => {
    const chartDirectory = mkdtempSync(join(tmpdir(), 'slipway-charts-'));
    t.after(() => rmSync(chartDirectory, { recursive: true }));
    const origins = createOrigins({ refusal: anywhere, chartDirectory });
    assert.equal((await origins.chart(chart('https://nowhere.example'), false)).type, 'absent');
    writeFileSync(join(chartDirectory, 'cilium-1.20.2.tgz'), '');
    assert.equal((await origins.chart(chart('https://nowhere.example'), false)).type, 'there');
    const elsewhere = createOrigins({ refusal: anywhere, chartDirectory: join(chartDirectory, 'gone') });
    assert.equal((await elsewhere.chart(chart('https://nowhere.example'), false)).type, 'unclear');
  });
});

type Answer = [status: number, body: string, headers?: Record<string, string>];

/** A server that takes connections and never says a word. */
const deaf = () => answering(() => undefined);

async function answering(answer: (url: string) => Answer | undefined) {
  const server = createServer((request, response) => {
    const [status, body, headers] = answer(request.url ?? '') ?? [];
    if (status) response.writeHead(status, headers).end(body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
