import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { createAddressPolicy } from '../../../src/adapters/webhook/address-policy.ts';
import { createHttpSender } from '../../../src/adapters/webhook/http-sender.ts';
import { makeId, shardOfTenant } from '../../../src/model/id.ts';
import type { Principal } from '../../../src/model/principal.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { post } from '../../../src/notify/post.ts';
import type { Ids, Sent } from '../../../src/ports.ts';
import { createEndpoint, maxEndpoints } from '../../../src/usecases/create-endpoint.ts';
import { deleteEndpoint } from '../../../src/usecases/delete-endpoint.ts';
import { pingEndpoint } from '../../../src/usecases/ping-endpoint.ts';
import { updateEndpoint } from '../../../src/usecases/update-endpoint.ts';
import { createMemoryWebhookStore } from '../../fakes/memory-webhook-store.ts';
import { httpReceiver } from './receivers.ts';

const principal: Principal = { id: 'key:1', tenant: 'team-a', scopes: ['webhooks:write'] };
const stranger: Principal = { ...principal, tenant: 'team-b' };
const url = 'https://hooks.example.com/';

function createUseCases() {
  let made = 0;
  let now = Date.now();
  const lines: { fields: object; message: string }[] = [];
  const write = (fields: object, message: string) => void lines.push({ fields, message });
  const resolve = async (host: string) => (host === 'hooks.example.com' ? ['93.184.215.14'] : ['127.0.0.1']);
  const policy = createAddressPolicy({ allow: ['10.0.0.0/8'], allowHttp: true, development: false, resolve });
  const ids: Ids = {
    next: (prefix, tenant) => makeId(prefix, `${++made}`.padStart(31, '0'), shardOfTenant(tenant)),
    random: () => 0.5,
    secret: (bytes) => Buffer.alloc(bytes, 7),
  };
  const deps = {
    store: createMemoryWebhookStore(),
    sender: createHttpSender({ policy }),
    clock: { now: () => (now += 1) },
    ids,
    log: { info: write, warn: write, error: write },
    publicUrl: 'https://slipway.example.com',
  };
  return {
    ...deps,
    deps,
    lines,
    create: createEndpoint(deps),
    update: updateEndpoint(deps),
    remove: deleteEndpoint(deps),
    ping: pingEndpoint({ ...deps, post: post(deps) }),
    pingWith: (sent: Sent) => pingEndpoint({ ...deps, post: post({ ...deps, sender: { send: async () => sent } }) }),
  };
}

async function refusal(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ProblemError, `${error}`);
  return error.problem;
}

describe('a new endpoint', () => {
  it('is enabled, and shows its secret of 32 bytes this once', async () => {
    const { create, store } = createUseCases();
    const { endpoint, secret } = await create(principal, { url, events: ['job.*', 'ping', 'job.*'], description: 'd' });
    assert.match(secret, /^whsec_/);
    assert.equal(Buffer.from(secret.slice(6), 'base64').length, 32);
    assert.equal(endpoint.secretHint, secret.slice(-4));
    assert.deepEqual(endpoint.events, ['job.*', 'ping']);
    assert.equal(endpoint.status, 'enabled');
    assert.ok(!JSON.stringify(endpoint).includes(secret));
    assert.deepEqual((await store.endpoint('team-a', endpoint.id))?.record, {
      schema: 1,
      tenant: 'team-a',
      endpoint,
      secret,
    });
  });

  it('must subscribe to something that exists', async () => {
    const { create } = createUseCases();
    const unknown = await refusal(create(principal, { url, events: ['job.*', 'job.exploded', 'jo*', 'jobs.*'] }));
    assert.equal(unknown.code, 'validation-failed');
    assert.deepEqual(
      unknown.errors?.map(({ pointer }) => pointer),
      ['/events/1', '/events/2', '/events/3'],
    );
    const none = await refusal(create(principal, { url, events: [] }));
    assert.equal(none.errors?.[0]?.pointer, '/events');
  });

  it('is refused with one and the same sentence, whatever is wrong with the address', async () => {
    const { create, lines } = createUseCases();
    const addresses = [
      'http://hooks.example.com/',
      'https://169.254.169.254/',
      'https://inner.example.com/',
      'nonsense',
    ];
    const answers = await Promise.all(addresses.map((bad) => refusal(create(principal, { url: bad, events: ['*'] }))));
    assert.deepEqual([...new Set(answers.map(({ code, status }) => `${status} ${code}`))], ['422 url-not-allowed']);
    assert.equal(new Set(answers.map(({ detail }) => detail)).size, 1);
    assert.match(JSON.stringify(lines), /inner\.example\.com is 127\.0\.0\.1/);
  });

  it('is refused when the tenant has a hundred', async () => {
    const { create } = createUseCases();
    for (let count = 0; count < maxEndpoints; count++) await create(principal, { url, events: ['*'] });
    assert.equal((await refusal(create(principal, { url, events: ['*'] }))).code, 'limit-reached');
    await create(stranger, { url, events: ['*'] });
  });

  it('leaves no secret in the log', async () => {
    const { create, lines } = createUseCases();
    const { secret } = await create(principal, { url, events: ['*'] });
    assert.ok(!JSON.stringify(lines).includes(secret));
  });
});

describe('a change of an endpoint', () => {
  it('keeps what it does not name, and counts the version', async () => {
    const { create, update } = createUseCases();
    const { endpoint } = await create(principal, { url, events: ['*'], description: 'old' });
    const changed = await update(principal, endpoint.id, { events: ['job.failed'] });
    const { updatedAt, ...rest } = changed.endpoint;
    assert.deepEqual({ ...rest, updatedAt: endpoint.updatedAt }, { ...endpoint, events: ['job.failed'] });
    assert.ok(updatedAt > endpoint.updatedAt);
    assert.equal(changed.version, 2);
  });

  it('is refused on another version, and at the URL and events as at creation', async () => {
    const { create, update } = createUseCases();
    const { endpoint } = await create(principal, { url, events: ['*'] });
    assert.equal((await update(principal, endpoint.id, { description: 'one' }, 1)).version, 2);
    const codes = await Promise.all([
      refusal(update(principal, endpoint.id, { description: 'two' }, 1)),
      refusal(update(principal, endpoint.id, { url: 'https://10.0.0.5:6379/' })),
      refusal(update(principal, endpoint.id, { events: ['x'] })),
      refusal(update(stranger, endpoint.id, { description: 'mine' })),
      refusal(update(principal, 'whe_0', {})),
    ]);
    assert.deepEqual(
      codes.map(({ code }) => code),
      ['precondition-failed', 'url-not-allowed', 'validation-failed', 'not-found', 'not-found'],
    );
  });

  it('is made on top of another that came between', async () => {
    const { create, update, deps } = createUseCases();
    const { endpoint } = await create(principal, { url, events: ['*'] });
    const rival = updateEndpoint({
      ...deps,
      store: {
        ...deps.store,
        async endpoint(tenant, id) {
          const found = await deps.store.endpoint(tenant, id);
          if (found && found.version < 4) await update(principal, id, { description: `rival ${found.version}` });
          return found;
        },
      },
    });
    const changed = await rival(principal, endpoint.id, { events: ['job.*'] });
    assert.deepEqual(changed.endpoint.events, ['job.*']);
    assert.equal(changed.endpoint.description, 'rival 3');
    assert.equal(changed.version, 5);
  });

  it('disables with a reason and enables without', async () => {
    const { create, update } = createUseCases();
    const { endpoint } = await create(principal, { url, events: ['*'] });
    const off = await update(principal, endpoint.id, { status: 'disabled' });
    assert.equal(off.endpoint.disabledReason, 'requested');
    const on = await update(principal, endpoint.id, { status: 'enabled' });
    assert.equal(on.endpoint.status, 'enabled');
    assert.equal('disabledReason' in on.endpoint, false);
  });
});

describe('a deletion of an endpoint', () => {
  it('happens once, and to its own tenant', async () => {
    const { create, remove } = createUseCases();
    const { endpoint } = await create(principal, { url, events: ['*'] });
    assert.equal((await refusal(remove(stranger, endpoint.id))).code, 'not-found');
    await remove(principal, endpoint.id);
    assert.equal((await refusal(remove(principal, endpoint.id))).code, 'not-found');
  });
});

describe('a ping', () => {
  it('is a signed delivery like any other', async (t) => {
    const { deps, create } = createUseCases();
    const { endpoint, secret } = await create(principal, { url, events: ['job.failed'] });
    const seen: unknown[] = [];
    const { port } = await httpReceiver(t, async (message, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of message) chunks.push(chunk);
      seen.push(new Webhook(secret).verify(Buffer.concat(chunks), message.headers as Record<string, string>));
      response.end();
    });
    const policy = createAddressPolicy({ allow: [], allowHttp: false, development: true });
    const local = createHttpSender({ policy });
    const sender = {
      send: (request: Parameters<typeof local.send>[0]) => local.send({ ...request, url: `http://127.0.0.1:${port}/` }),
    };
    const ping = pingEndpoint({ ...deps, post: post({ ...deps, sender }) });
    const answer = await ping(principal, endpoint.id);
    assert.deepEqual({ ...answer, durationMs: 0 }, { delivered: true, durationMs: 0, status: 200 });
    const [event] = seen as { type: string; data: { requestedBy: string } }[];
    assert.equal(event?.type, 'ping');
    assert.equal(event?.data.requestedBy, 'key:1');
  });

  it('tells what the receiver did', async () => {
    const { create, pingWith } = createUseCases();
    const { endpoint } = await create(principal, { url, events: ['*'] });
    const after = async (sent: Sent) => {
      const { durationMs: _, ...verdict } = await pingWith(sent)(principal, endpoint.id);
      return verdict;
    };
    assert.deepEqual(await after({ type: 'answered', status: 503, body: '' }), {
      delivered: false,
      status: 503,
      error: 'unexpected_status',
    });
    assert.deepEqual(await after({ type: 'answered', status: 301, location: 'https://x.example/', body: '' }), {
      delivered: false,
      status: 301,
      error: 'redirect_not_followed',
    });
    assert.deepEqual(await after({ type: 'failed', error: 'tls_error' }), { delivered: false, error: 'tls_error' });
  });

  it('is refused like any other delivery once the address is', async () => {
    const { deps, create, pingWith } = createUseCases();
    const { endpoint } = await create(principal, { url, events: ['*'] });
    const rebound = { type: 'blocked', reason: 'hooks.example.com is 127.0.0.1 (loopback)' } as const;
    const answer = await refusal(pingWith(rebound)(principal, endpoint.id));
    assert.equal(answer.code, 'url-not-allowed');
    assert.doesNotMatch(answer.detail, /127/);
    const ping = pingEndpoint({ ...deps, post: post(deps) });
    assert.equal((await refusal(ping(stranger, endpoint.id))).code, 'not-found');
  });
});
