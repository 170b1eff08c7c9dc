import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
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
  for (const shown of [
    '<td>one</td><td>rg1</td><td>westeurope</td><td>Creating</td><td>nodepool1 ×2 Creating</td>',
    '<td>create</td><td>/subscriptions/',
    '<td>quota</td><td>cluster &lt;i&gt;two&lt;/i&gt;</td><td>3</td><td>0</td>',
    '<td>armWrites</td><td>2</td><td>0</td>',
    `<td>PUT</td><td>${CLUSTERS_PATH}/one</td><td>201</td>`,
  ]) {
    assert.ok(page.includes(shown), `${shown} is not in ${page}`);
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
  assert.match(`${body}`, /Resource groups \(45\).*<td>rg1-39<\/td>.*… and 5 more/);
  assert.doesNotMatch(`${body}`, /<td>rg1-40<\/td>/);
});

test('who has the page open is sent what has changed as it happens', async (t) => {
  const { send, sandbox } = await start(t);
  const parts = await events(t, `${sandbox.url}/sandbox/live`);
  assert.match((await parts.next()).value ?? '', /Resource groups \(0\)/);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  for await (const part of parts) {
    if (part.includes('<td>rg1</td>')) return;
  }
  assert.fail('the events have ended');
});

/** The data of each event. */
async function events(t: TestContext, url: string): Promise<AsyncGenerator<string>> {
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
        if (data !== undefined) yield JSON.parse(data) as string;
      }
    }
  })();
}
