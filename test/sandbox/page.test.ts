import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createLive } from '../../sandbox/admin/live.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, SUBSCRIPTION, start } from './start.ts';

test('the page for people shows clusters, operations, faults, buckets and requests, and escapes what callers chose', async (t) => {
  const { send, sandbox } = await start(t, { speed: 60 });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody());
  const fault = { name: 'quota', match: { cluster: '<i>two</i>' }, times: 3 };
  await plain(sandbox.url, 'PUT', '/sandbox/faults', fault);
  const { headers, body } = await plain(sandbox.url, 'GET', '/');
  assert.match(headers.get('content-type') ?? '', /^text\/html/);
  const page = `${body}`;
  const rows = rowsOf(page);
  for (const shown of [
    'one|rg1|westeurope|Creating|nodepool1 ×2 Creating|one-',
    'create|rg1/managedclusters/one|',
    'quota|cluster &lt;i&gt;two&lt;/i&gt;|3|0',
    'armWrites|2|0',
    `PUT|${CLUSTERS_PATH}/one|201`,
  ]) {
    assert.ok(
      rows.some((row) => row.includes(shown)),
      `${shown} is not in ${rows.join('\n')}`,
    );
  }
  assert.ok(!page.includes('<i>'));
  const state = await plain(sandbox.url, 'GET', '/sandbox/state');
  const key = `/subscriptions/${SUBSCRIPTION}/resourcegroups/rg1/providers/microsoft.containerservice/managedclusters/one`;
  assert.deepEqual(state.at('counters.creates'), { total: 1, byCluster: { [key]: 1 } });
});

test('of a long list the page shows the first and says how many more there are', async (t) => {
  const { send, sandbox } = await start(t);
  for (let group = 0; group < 45; group += 1) await send('PUT', `${GROUP_PATH}-${group}`, { location: 'westeurope' });
  const { body } = await plain(sandbox.url, 'GET', '/');
  assert.match(`${body}`, /Resource groups \(45\).*>rg1-19<\/td>.*… and 25 more/);
  assert.doesNotMatch(`${body}`, />rg1-20<\/td>/);
});

test('nothing runs on the page but its own script, and what callers wrote cannot leave its cell', async (t) => {
  const { sandbox } = await start(t);
  const breakout = `"></td><img src=x onerror="alert(1)"><script>alert(1)</script>`;
  for (const cluster of [breakout, 'x'.repeat(10_000)]) {
    const put = await plain(sandbox.url, 'PUT', '/sandbox/faults', { name: 'quota', match: { cluster } });
    assert.equal(put.status, 200);
  }
  const { headers, body } = await plain(sandbox.url, 'GET', '/');
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /^default-src 'none'; /);
  for (const element of ['script', 'style']) {
    const texts = [...`${body}`.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))].map(([, text]) => text);
    assert.equal(texts.length, 1);
    const hash = createHash('sha256').update(`${texts[0]}`).digest('base64');
    assert.ok(policy.includes(`${element}-src 'sha256-${hash}';`));
  }
  assert.ok(!`${body}`.includes('<img'));
  assert.ok(!`${body}`.includes('x'.repeat(1_000)));
});

test('a fault goes off by its name, and the others stay on', async (t) => {
  const { sandbox } = await start(t);
  for (const name of ['quota', 'throttled', 'quota']) await plain(sandbox.url, 'PUT', '/sandbox/faults', { name });
  assert.match(`${(await plain(sandbox.url, 'GET', '/')).body}`, /<button [^>]*data-off="quota"/);
  assert.equal((await plain(sandbox.url, 'DELETE', '/sandbox/faults/quota')).status, 204);
  assert.deepEqual((await plain(sandbox.url, 'GET', '/sandbox/faults')).body, { faults: [{ name: 'throttled' }] });
  assert.equal((await plain(sandbox.url, 'DELETE', '/sandbox/faults/quota')).status, 404);
});

test('who has the page open is sent everything, and then the parts that have changed', async (t) => {
  const { send, sandbox } = await start(t);
  const parts = await events(t, `${sandbox.url}/sandbox/live`);
  const first = (await parts.next()).value;
  assert.match(first?.['groups'] ?? '', /Resource groups \(0\)/);
  assert.match(first?.['networks'] ?? '', /Networks \(0\)/);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  for await (const part of parts) {
    assert.equal(part['networks'], undefined);
    if (part['groups']?.includes('>rg1</td>')) return;
  }
  assert.fail('the events have ended');
});

test('a page that does not read what it is sent is cut off, and the others go on', async (t) => {
  let round = 0;
  const live = createLive(() => {
    round += 1;
    return { clusters: `${round} ${'x'.repeat(5_000_000)}` };
  });
  const server = createServer(live);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const asleep = connect(port, '127.0.0.1').pause();
  t.after(() => asleep.destroy());
  asleep.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [, response] = (await once(server, 'request')) as [unknown, ServerResponse];
  const cutOff = once(response, 'close');
  const awake = await events(t, `http://127.0.0.1:${port}/`);
  await awake.next();
  const goesOn = (async () => {
    for await (const _ of awake) if (response.closed) return true;
    return false;
  })();
  await cutOff;
  assert.equal(await goesOn, true);
});

/** The texts of each row of a table. */
function rowsOf(page: string): string[] {
  return page.split('<tr>').map((row) => row.replaceAll(/<\/td><td[^>]*>/g, '|').replaceAll(/<[^>]*>/g, ''));
}

/** The data of each event. */
async function events(t: TestContext, url: string): Promise<AsyncGenerator<Record<string, string>>> {
  const gone = new AbortController();
  t.after(() => gone.abort());
  const { body, headers } = await fetch(url, { signal: gone.signal });
  assert.match(headers.get('content-type') ?? '', /^text\/event-stream/);
  return (async function* () {
    let text = '';
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const data = /^data:(.*)$/m.exec(block)?.[1];
        if (data !== undefined) yield JSON.parse(data);
      }
    }
  })();
}
