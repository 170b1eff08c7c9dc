import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { CallKind } from '../../sandbox/arm/request.ts';
import { CATALOGUE } from '../../sandbox/faults/catalogue.ts';
import type { CatalogueEntry } from '../../sandbox/faults/entry.ts';
import { createFaults, type Fault } from '../../sandbox/faults/faults.ts';
import { object } from '../../sandbox/json.ts';
import { createKubeClusters } from '../../sandbox/kube/index.ts';
import type { KubeClusterSpec } from '../../sandbox/kube/seam.ts';
import {
  type Answer,
  CLIENT,
  CLUSTERS_PATH,
  clusterBody,
  GROUP_PATH,
  plain,
  SUBSCRIPTION,
  start,
  TENANT,
  type TestOptions,
  tokenForm,
} from './start.ts';

const pathOf = (name: string) => `${CLUSTERS_PATH}/${name}`;
const ended = (answer: Answer) => !['Creating', 'Updating'].includes(`${answer.at('properties.provisioningState')}`);
const operationOf = (answer: Answer) => answer.headers.get('azure-asyncoperation') ?? '';
const tokenPath = `/${TENANT}/oauth2/v2.0/token`;

type Started = Awaited<ReturnType<typeof start>>;
/** Makes one call of a kind; what it needs is made first, under names that no fault matches. */
type Call = (number: number) => Promise<unknown>;

/** Every kind of call that a fault of the catalogue meets, made so that it would succeed. */
function callsOf({ send, sandbox }: Started, operation: string): Partial<Record<CallKind, Call>> {
  const made = async (path: string, body: object) => {
    const { all } = sandbox.faults;
    const faults = structuredClone(all());
    sandbox.faults.replace([]);
    const answer = await send('PUT', path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    sandbox.faults.replace(faults);
  };
  const known = { fqdn: '', token: '' };
  const kube = (method: string, path: string, body?: object) =>
    plain(sandbox.url, method, `/kubernetes/${known.fqdn}${path}`, body, { authorization: `Bearer ${known.token}` });
  const namespace = (number: number) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: `n-${number}-${performance.now()}`.replaceAll('.', '-') },
  });
  const enter = async () => {
    if (known.fqdn !== '') return;
    known.fqdn = `${(await send('GET', pathOf('entered'))).at('properties.fqdn')}`;
    const answer = await send('POST', `${pathOf('entered')}/listClusterAdminCredential`);
    const config = Buffer.from(`${answer.at('kubeconfigs.0.value')}`, 'base64').toString();
    known.token = /token: (\S+)/.exec(config)?.[1] ?? '';
  };
  const form = tokenForm(`${sandbox.url}/.default`);
  const formType = { 'content-type': 'application/x-www-form-urlencoded' };
  const unique = (number: number) => `p-${number}-${Math.round(performance.now() * 1000)}`;
  return {
    put: (number) => send('PUT', pathOf(unique(number)), clusterBody()),
    get: () => send('GET', pathOf('p-there')),
    list: () => send('GET', `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.ContainerService/managedClusters`),
    'list-in-group': () => send('GET', CLUSTERS_PATH),
    patch: () => send('PATCH', pathOf('p-there'), { tags: {} }),
    delete: async (number) => {
      const name = unique(number);
      await made(pathOf(name), clusterBody());
      return send('DELETE', pathOf(name));
    },
    abort: async (number) => {
      const name = unique(number);
      await made(pathOf(name), clusterBody());
      return send('POST', `${pathOf(name)}/abort`);
    },
    'pool-put': () => send('PUT', `${pathOf('p-there')}/agentPools/more`, { properties: { count: 1 } }),
    credentials: () => send('POST', `${pathOf('p-there')}/listClusterAdminCredential`),
    poll: () => send('GET', operation),
    'group-put': (number) => send('PUT', `${GROUP_PATH}-${unique(number)}`, { location: 'westeurope' }),
    'group-delete': async (number) => {
      const path = `${GROUP_PATH}-${unique(number)}`;
      await made(path, { location: 'westeurope' });
      return send('DELETE', path);
    },
    'group-resources': () => send('GET', `${GROUP_PATH}/resources`),
    'activity-log': () =>
      send(
        'GET',
        `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=eventTimestamp ge '2026-01-01T00:00:00Z'`,
      ),
    token: () => plain(sandbox.url, 'POST', tokenPath, form, formType),
    'chart-index': () => plain(sandbox.url, 'GET', '/charts/index.yaml'),
    chart: () => plain(sandbox.url, 'GET', '/charts/cilium-1.20.2.tgz'),
    'kube-read': async () => {
      await enter();
      return kube('GET', '/api/v1/nodes');
    },
    'kube-write': async (number) => {
      await enter();
      return kube('POST', '/api/v1/namespaces', namespace(number));
    },
    'kube-watch': async () => {
      await enter();
      const url = `${sandbox.url}/kubernetes/${known.fqdn}/api/v1/nodes?watch=1&timeoutSeconds=1`;
      return (await fetch(url, { headers: { authorization: `Bearer ${known.token}` } })).text();
    },
  };
}

/** Nobody waits for long in a test. */
const params = { seconds: 0.01 };
const entries = Object.entries(CATALOGUE);
const ofCalls = entries.filter(([, { on }]) => on !== undefined);

/** A tag of a cluster says nothing of its group; and one test would take a minute of the wall clock. */
const untold = ['group-delete-hangs', 'late-answer'];

/** One sandbox for all; what it tells the Kubernetes side of a cluster's inside is kept. */
async function startAll(t: TestContext, options: TestOptions = {}) {
  const behaviours = new Map<string, object>();
  const started = await start(t, {
    ...options,
    kube: (clock, ...rest) => {
      const kube = createKubeClusters(clock, ...rest);
      const create = (spec: KubeClusterSpec) => {
        behaviours.set(spec.fqdn, spec.behaviour);
        kube.create(spec);
      };
      return { ...kube, create };
    },
  });
  await started.send('PUT', GROUP_PATH, { location: 'westeurope' });
  return { ...started, behaviours };
}

test('a fault of calls strikes where it says, as often as it is told to', { timeout: 120_000 }, async (t) => {
  const started = await startAll(t);
  const { send, until, sandbox } = started;
  const { faults } = sandbox;
  const there = await send('PUT', pathOf('p-there'), clusterBody());
  await send('PUT', pathOf('entered'), clusterBody());
  for (const name of ['p-there', 'entered']) await until(pathOf(name), ended);
  const calls = callsOf(started, operationOf(there));

  for (const [name, entry] of ofCalls) {
    for (const kind of entry.on ?? []) {
      await t.test(`${name}: ${kind}`, async () => {
        const call = calls[kind];
        assert.ok(call, `the test knows how to ${kind}`);
        faults.clear();
        faults.add({ name, times: 2, params: { ...params, on: [kind] } });
        const answers = [];
        for (const number of [1, 2]) answers.push(await call(number).catch(() => 'cut'));
        assert.equal(faults.struck()[name], 2);
        const after = await call(3);
        assert.equal(faults.struck()[name], 2, 'the third call goes by');
        for (const answer of answers) assert.ok(isStruck(entry, answer, after), JSON.stringify(answer));
        faults.clear();
        if (kind === 'patch') await until(pathOf('p-there'), ended);
      });
    }
  }

  await t.test('those alone whose name fits', async () => {
    const refused = async (match: Fault['match'], path: string) => {
      faults.replace([{ name: 'internal-error', ...(match ? { match } : {}), params: { on: ['get'] } }]);
      const { status } = await send('GET', path);
      faults.clear();
      return status === 500;
    };
    assert.equal(await refused({ cluster: 'p-*' }, pathOf('p-there')), true);
    assert.equal(await refused({ cluster: 'p-*' }, pathOf('entered')), false);
    assert.equal(await refused({ group: 'RG*' }, pathOf('entered')), true);
    assert.equal(await refused({ group: 'other' }, pathOf('entered')), false);
    assert.equal(await refused({ application: CLIENT }, pathOf('entered')), false);
  });

  await t.test('the application, or the file, that it names', async () => {
    faults.replace([
      { name: 'secret-expired', match: { application: 'another' } },
      { name: 'chart-missing', match: { chart: 'cilium-*' } },
    ]);
    assert.equal(((await calls.token?.(1)) as Answer | undefined)?.status, 200);
    assert.equal(((await calls.chart?.(1)) as Answer | undefined)?.status, 404);
    assert.equal((await plain(sandbox.url, 'GET', '/charts/antrea-2.7.0.tgz')).status, 200);
    faults.replace([{ name: 'secret-expired', match: { application: CLIENT } }]);
    const refused = (await calls.token?.(1)) as Answer | undefined;
    assert.deepEqual([refused?.status, refused?.at('error_codes')], [401, [7000222]]);
    faults.clear();
  });
});

/** Whether an answer is what the fault makes of the call, and not the handler's. */
function isStruck({ answer, bend }: CatalogueEntry, got: unknown, usual: unknown): boolean {
  const subject = { key: '', name: '', group: '', tags: {}, path: '', subscriptionId: '', location: '' };
  const wanted = answer?.({ ...subject, operationId: '', now: 0 }, params);
  // Where a redirect leads there is nobody.
  if (wanted?.hangUp || wanted?.status === 307) return got === 'cut';
  if (wanted !== undefined) return (got as Answer).status === wanted.status;
  const bent = bend?.({ status: 200, body: {} }, params);
  if (bent?.hangUp || bent?.cutAt !== undefined) return got === 'cut';
  // What is bent may look as usual: a cluster that is not being made has no strange state.
  return typeof usual === 'object' || typeof usual === 'string';
}

test('a tag lets a fault strike its own cluster, as often as the page says', { timeout: 120_000 }, async (t) => {
  const { send, until, sandbox, behaviours } = await startAll(t, { speed: 6000 });
  for (const [name, { on = [], timesByTag, course, answer }] of entries) {
    // Those of pools have a test of their own.
    if (name.startsWith('pool-')) continue;
    // One that is refused its PUT never comes to be.
    const isRefused = answer !== undefined && on.includes('put');
    const kind = isRefused
      ? undefined
      : on.find((call) => ['get', 'credentials', 'delete', 'poll', 'patch'].includes(call));
    const isPut = kind === undefined && on.includes('put');
    if ((course === undefined && kind === undefined && !isPut) || untold.includes(name)) continue;
    await t.test(name, async () => {
      const path = pathOf(name);
      const body = clusterBody({ tags: { 'sandbox-fault': name } });
      const made = await send('PUT', path, body).catch(() => undefined);
      const strikes = () => sandbox.faults.struck()[name] ?? 0;
      if (course === 'inside') {
        const { fqdn } = object(object(made?.body)['properties']);
        await until(path, ended);
        // That of nodes that do not come is none of the Kubernetes side's.
        assert.equal(Object.keys(behaviours.get(`${fqdn}`) ?? {}).length, name === 'nodes-short' ? 0 : 1);
        return;
      }
      if (course === 'delete') await send('DELETE', path);
      if (course !== undefined) {
        await until(path, () => strikes() > 0);
        assert.ok(timesByTag === undefined || strikes() <= timesByTag, `${strikes()}`);
        return;
      }
      const call = () => {
        if (kind === undefined) return send('PUT', path, body);
        if (kind === 'poll') return send('GET', made ? operationOf(made) : '');
        if (kind === 'credentials') return send('POST', `${path}/listClusterAdminCredential`);
        if (kind === 'patch') return send('PATCH', path, { tags: body.tags });
        return send(kind === 'delete' ? 'DELETE' : 'GET', path);
      };
      for (let number = 0; number < (timesByTag ?? 2) + 2; number += 1) await call().catch(() => undefined);
      if (timesByTag === undefined) assert.ok(strikes() >= 1);
      else assert.equal(strikes(), timesByTag);
    });
  }
});

test('the die is cast for each cluster by itself: what else is asked in between changes nothing', () => {
  const target = (key: string) => ({ key, name: key, group: 'rg', tags: {} });
  const cast = (order: string[], seed = 3) => {
    const faults = createFaults(() => {}, seed);
    faults.add({ name: 'slow', probability: 0.5 });
    const seen: Record<string, boolean[]> = { a: [], b: [] };
    for (const key of order) seen[key]?.push(faults.strike('slow', target(key)) !== undefined);
    return seen;
  };
  const turns = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? 'a' : 'b'));
  const inTurn = cast(turns);
  assert.deepEqual(cast(turns.toSorted()), inTurn);
  assert.notDeepEqual(cast(turns, 4), inTurn);
  assert.notDeepEqual(inTurn['a'], inTurn['b']);
  assert.ok(inTurn['a']?.includes(true) && inTurn['a'].includes(false));
});

test('a fault says what happens, where, and who has met it', () => {
  for (const [name, { what, source, on, course, answer, bend, ends, inside }] of entries) {
    assert.ok(what && source, name);
    assert.equal(on === undefined, course !== undefined, `${name} strikes calls, or changes a course`);
    assert.equal((on?.length ?? 0) > 0, answer !== undefined || bend !== undefined, name);
    assert.ok(!(ends && course !== 'create') && !(inside && course !== 'inside'), name);
  }
});
