import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createKubeClusters } from '../../sandbox/kube/index.ts';
import { openState } from '../../sandbox/state/state.ts';
import { createManualClock } from '../sandbox/manual-clock.ts';
import { fqdn, specOf, systemPool, token } from './support/sandbox.ts';

const FIVE_MINUTES_MS = 5 * 60_000;

async function open(t: TestContext) {
  const clock = createManualClock();
  const { pass } = clock;
  const state = openState(':memory:');
  const clusters = createKubeClusters(clock, state);
  clusters.create(specOf(fqdn));
  clusters.setPools(fqdn, [{ ...systemPool, count: 2 }]);
  const server = createServer((request, response) => clusters.handle(fqdn, request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    clusters.close();
    state.close();
    server.closeAllConnections();
    server.close();
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${base}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', connection: 'close' },
    });
  const read = async (path: string) => (await send(path)).json() as Promise<Body>;
  const settle = () => pass(3 * FIVE_MINUTES_MS);
  return { clusters, pass, settle, send, read };
}

interface Body {
  metadata: { resourceVersion: string; uid: string };
  items: { metadata: { name: string; uid: string } }[];
}

type Send = Awaited<ReturnType<typeof open>>['send'];

/** Creates an app of so many CPUs (millicores) a pod, on every node or in so many replicas. */
async function run(send: Send, name: string, { replicas, cpu = 0 }: { replicas?: number; cpu?: number }) {
  const labels = { app: name };
  const agent = {
    hostNetwork: true,
    tolerations: [{ operator: 'Exists' }],
    volumes: [{ name: 'cni', hostPath: { path: '/etc/cni/net.d' } }],
  };
  const container = { name, image: `${name}:1`, resources: { requests: { cpu: `${cpu}m` } } };
  const template = {
    metadata: { labels },
    spec: { ...(replicas === undefined && agent), containers: [container] },
  };
  const kind = replicas === undefined ? 'daemonsets' : 'deployments';
  const spec = { selector: { matchLabels: labels }, template, ...(replicas !== undefined && { replicas }) };
  const body = JSON.stringify({ metadata: { name }, spec });
  const { status } = await send(`/apis/apps/v1/namespaces/default/${kind}`, { method: 'POST', body });
  assert.equal(status, 201);
}

const PODS = '/api/v1/pods';
const MAPS = '/api/v1/namespaces/default/configmaps';

test('a cluster in which nothing goes on sleeps, and who reads it then reads what was there', async (t) => {
  const { clusters, settle, read } = await open(t);
  await settle();
  const before = await read(PODS);
  assert.ok(before.items.length > 5);
  await settle();
  assert.equal(clusters.isAwake(fqdn), false);
  const after = await read(PODS);
  assert.deepEqual(after.items, before.items);
  assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
  assert.equal(clusters.isAwake(fqdn), true);
});

test('a watch from the version of a list goes on after a sleep in between, and one that is open keeps a cluster awake', async (t) => {
  const { clusters, settle, send, read } = await open(t);
  await settle();
  const { resourceVersion } = (await read(MAPS)).metadata;
  await settle();
  assert.equal(clusters.isAwake(fqdn), false);
  const stop = new AbortController();
  const watch = await send(`${MAPS}?watch=true&resourceVersion=${resourceVersion}`, { signal: stop.signal });
  await settle();
  assert.equal(clusters.isAwake(fqdn), true);
  const written = await send(MAPS, { method: 'POST', body: JSON.stringify({ metadata: { name: 'new' } }) });
  assert.equal(written.status, 201);
  const { metadata } = (await written.json()) as Body;
  assert.ok(Number(metadata.resourceVersion) > Number(resourceVersion));
  assert.ok(watch.body);
  const { value } = await watch.body.getReader().read();
  assert.match(Buffer.from(value ?? []).toString(), /"type":"ADDED".*"name":"new"/);
  stop.abort();
});

test('what waits for its time keeps a cluster awake until it has come', async (t) => {
  const { clusters, settle, pass, send, read } = await open(t);
  await settle();
  const spec = {
    hostNetwork: true,
    restartPolicy: 'Never',
    tolerations: [{ operator: 'Exists' }],
    containers: [{ name: 'one', image: 'busybox:1', command: ['true'] }],
  };
  const body = JSON.stringify({
    metadata: { name: 'later' },
    spec: { ttlSecondsAfterFinished: 1800, template: { spec } },
  });
  assert.equal((await send('/apis/batch/v1/namespaces/default/jobs', { method: 'POST', body })).status, 201);
  await pass(20 * 60_000);
  assert.equal(clusters.isAwake(fqdn), true);
  await pass(40 * 60_000);
  assert.equal(clusters.isAwake(fqdn), false);
  assert.deepEqual((await read('/apis/batch/v1/namespaces/default/jobs')).items, []);
});

test('pools and behaviour of a cluster that sleeps are changed, and nodes come and go', async (t) => {
  const { clusters, settle, read } = await open(t);
  await settle();
  clusters.setBehaviour(fqdn, {});
  assert.equal(clusters.isAwake(fqdn), false);
  clusters.setPools(fqdn, [{ ...systemPool, count: 1 }]);
  await settle();
  clusters.setPools(fqdn, [{ ...systemPool, count: 2 }]);
  await settle();
  assert.equal(clusters.isAwake(fqdn), false);
  const names = (await read('/api/v1/nodes')).items.map(({ metadata }) => metadata.name.slice(-6));
  // Numbers of machines are not given twice, sleep or no sleep.
  assert.deepEqual(names, ['000000', '000002']);
});

test('a cluster whose pools scale themselves sleeps until a pod has no room, and again once it has shrunk', async (t) => {
  const { clusters, settle, pass, send, read } = await open(t);
  const nodes = async () => (await read('/api/v1/nodes')).items.length;
  clusters.setPools(fqdn, [{ ...systemPool, count: 2, autoscaling: { min: 2, max: 4 } }]);
  await run(send, 'agent', {});
  await settle();
  assert.equal(clusters.isAwake(fqdn), false);

  await run(send, 'web', { replicas: 6, cpu: 3000 });
  await settle();
  assert.equal(clusters.isAwake(fqdn), false, 'four pods run, and the pool may not grow for the others');
  assert.equal(await nodes(), 4);

  await send('/apis/apps/v1/namespaces/default/deployments/web', { method: 'DELETE' });
  await pass(9 * 60_000);
  assert.equal(clusters.isAwake(fqdn), true, 'nodes that wait to be taken away keep it awake');
  await settle();
  assert.equal(await nodes(), 2);
  await settle();
  assert.equal(clusters.isAwake(fqdn), false);
});

test('how long a node has had nothing to do outlives a sleep', async (t) => {
  const { clusters, settle, pass, send, read } = await open(t);
  const pool = { ...systemPool, count: 3 };
  clusters.setPools(fqdn, [{ ...pool, autoscaling: { min: 3, max: 4 } }]);
  await run(send, 'agent', {});
  await settle();
  assert.equal(clusters.isAwake(fqdn), false);
  clusters.setPools(fqdn, [{ ...pool, autoscaling: { min: 2, max: 4 } }]);
  await pass(60_000);
  assert.equal((await read('/api/v1/nodes')).items.length, 2);
});
