import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { RestError } from '@azure/core-rest-pipeline';
import type { AzureAccount } from '../../../src/adapters/azure/account.ts';
import { createCredentials } from '../../../src/adapters/azure/credential.ts';
import { silenceProblem } from '../../../src/adapters/azure/silence.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { body, fakeArm, scope, subscriptionId } from './support.ts';

const account: AzureAccount = {
  name: 'main',
  kind: 'client-secret',
  tenantId: '11111111-1111-1111-1111-111111111111',
  clientId: '22222222-2222-2222-2222-222222222222',
  clientSecret: 'VERY-SECRET',
  subscriptions: [subscriptionId],
};

test('network errors mean that Azure does not answer', async () => {
  for (const code of [
    'ECONNRESET',
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  ]) {
    const { arm, sent } = fakeArm(() => {
      throw new RestError('lost', { code });
    });
    const { problem } = await problemOf(arm.cluster(scope, 'rg', 'demo'));
    assert.equal(problem.code, 'azure-unavailable');
    assert.match(problem.detail, new RegExp(code));
    // Nothing else tells Microsoft's support which request got no answer.
    assert.deepEqual(problem.azure, { code, clientRequestId: sent[0]?.headers['x-ms-client-request-id'] });
  }
});

test('a request that takes too long is given up', async () => {
  const { make } = fakeArm(() => new Promise(() => undefined));
  const keepAlive = setInterval(() => undefined, 1_000);
  const { problem } = await problemOf(make({ timeoutMs: 20 }).cluster(scope, 'rg', 'demo'));
  clearInterval(keepAlive);
  assert.equal(problem.code, 'azure-unavailable');
  assert.match(problem.detail, /too long/);
});

test('a token that does not come in time is given up as well', async () => {
  const { make, sent } = fakeArm(() => ({ status: 200 }));
  const credential = { getToken: () => new Promise<never>(() => undefined) };
  const keepAlive = setInterval(() => undefined, 1_000);
  const { problem } = await problemOf(make({ credential, timeoutMs: 20 }).cluster(scope, 'rg', 'demo'));
  clearInterval(keepAlive);
  assert.equal(problem.code, 'azure-unavailable');
  assert.equal(sent.length, 0);
});

test('a process that slept while it waited for a token sends nothing afterwards', async () => {
  const { make, sent } = fakeArm(() => ({ status: 200 }));
  let now = 0;
  const token = { token: 'SECRET-TOKEN', expiresOnTimestamp: Number.MAX_SAFE_INTEGER };
  const sleeping = {
    async getToken() {
      now += 3_600_000;
      return token;
    },
  };
  const asleep = make({ credential: sleeping, now: () => now });
  const { problem } = await problemOf(asleep.createCluster(scope, 'rg', 'demo', body));
  assert.equal(problem.code, 'azure-unavailable');
  assert.equal(sent.length, 0);
});

/** A stand-in for Entra that gives one answer; the identity library insists on https, so it is told of by its error. */
const refusal = (code: string) =>
  Object.assign(new Error(`invalid_client: ${code}: The secret VERY-SECRET is expired. Trace ID: x`), {
    name: 'AuthenticationRequiredError',
  });

test('an expired secret is told as such, without the secret', async () => {
  const { make } = fakeArm(() => ({ status: 200 }));
  const credential = { getToken: () => Promise.reject(refusal('AADSTS7000222')) };
  const error = await problemOf(make({ credential }).cluster(scope, 'rg', 'demo'));
  assert.equal(error.problem.code, 'azure-unauthenticated');
  assert.equal(error.problem.azure?.code, 'AADSTS7000222');
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /VERY-SECRET/);
});

test('passing troubles of Entra are retryable', () => {
  for (const sign of ['AADSTS90033', 'AADSTS50196', 'network_error', 'getaddrinfo ENOTFOUND login.test']) {
    assert.equal(silenceProblem('x', 'main', refusal(sign)).problem.code, 'azure-unavailable', sign);
  }
  assert.equal(silenceProblem('x', 'main', refusal('nothing')).problem.code, 'azure-unauthenticated');
});

test('an authority that nobody listens at is the network, not the credential', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const authorityHost = `https://127.0.0.1:${port}`;
  const credential = createCredentials({
    armEndpoint: 'https://arm.test',
    authorityHost,
    disableInstanceDiscovery: true,
  })(account);
  const { make } = fakeArm(() => ({ status: 200 }));
  const error = await problemOf(make({ credential }).cluster(scope, 'rg', 'demo'));
  assert.equal(error.problem.code, 'azure-unavailable', error.problem.detail);
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /VERY-SECRET/);
});

test('there is one credential per account', () => {
  const credentialFor = createCredentials({ armEndpoint: 'https://arm.test' });
  assert.equal(credentialFor(account), credentialFor({ ...account }));
  assert.notEqual(credentialFor(account), credentialFor({ ...account, name: 'other' }));
  assert.throws(() => credentialFor({ name: 'x', kind: 'client-secret', subscriptions: [] }), /needs tenantId/);
});

test('every kind of credential can be made', () => {
  const credentialFor = createCredentials({ armEndpoint: 'https://arm.test' });
  for (const kind of ['managed-identity', 'default'] as const) {
    assert.equal(typeof credentialFor({ name: kind, kind, subscriptions: [] }).getToken, 'function');
  }
});

test('no request is made outside the subscriptions of an account', async () => {
  const { arm, sent } = fakeArm(() => ({ status: 200 }));
  const other = { account: 'main', subscriptionId: '99999999-0000-0000-0000-000000000000' };
  assert.equal((await problemOf(arm.cluster(other, 'rg', 'demo'))).problem.code, 'azure-forbidden');
  assert.equal(
    (await problemOf(arm.cluster({ ...scope, account: 'nobody' }, 'rg', 'demo'))).problem.code,
    'azure-forbidden',
  );
  assert.equal(sent.length, 0);
});
