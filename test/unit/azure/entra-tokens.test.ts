import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { TokenCredential } from '@azure/identity';
import type { AzureAccount } from '../../../src/adapters/azure/account.ts';
import { createEntraTokens } from '../../../src/adapters/azure/entra-tokens.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { stoppedClock } from '../kube/support.ts';

const minute = 60_000;
const account: AzureAccount = { name: 'main', kind: 'default', subscriptions: [] };

/** Tokens over a credential that gives one of an hour at each request, or fails as the test says. */
function tokensOver(getToken?: TokenCredential['getToken']) {
  const clock = stoppedClock();
  const asked: string[] = [];
  let fault: Error | undefined;
  const credential: TokenCredential = {
    getToken:
      getToken ??
      (async (scopes) => {
        asked.push(String(scopes));
        if (fault) throw fault;
        return { token: `TOKEN-${asked.length}`, expiresOnTimestamp: clock.now() + 60 * minute };
      }),
  };
  const tokens = createEntraTokens({
    accounts: [account],
    credentialFor: () => credential,
    application: 'the-application',
    clock,
    timeoutMs: 50,
  });
  return { tokens, clock, asked, fail: (error?: Error) => (fault = error) };
}

test('a token is asked for once, however many want it, and renewed five minutes before its end', async () => {
  const { tokens, clock, asked } = tokensOver();
  const first = await Promise.all([tokens.token('main'), tokens.token('main')]);
  assert.deepEqual([first, asked], [['TOKEN-1', 'TOKEN-1'], ['the-application/.default']]);
  clock.move(54 * minute);
  assert.equal(await tokens.token('main'), 'TOKEN-1');
  clock.move(minute);
  assert.equal(await tokens.token('main'), 'TOKEN-2');
});

test('while Entra gives no other, the old token serves until two minutes before its end', async () => {
  const { tokens, clock, fail } = tokensOver();
  await tokens.token('main');
  fail(Object.assign(new Error('network_error'), { name: 'AuthenticationError' }));
  clock.move(57 * minute);
  assert.equal(await tokens.token('main'), 'TOKEN-1');
  clock.move(minute);
  assert.equal((await problemOf(tokens.token('main'))).problem.code, 'azure-unavailable');
  fail();
  assert.equal(await tokens.token('main'), 'TOKEN-4', 'a failure is not remembered');
});

test('what Entra refuses is told by its code, and nothing else of it', async () => {
  const { tokens, fail } = tokensOver();
  fail(
    Object.assign(new Error('AADSTS500011: no such resource, said to SECRET-CLIENT'), { name: 'AuthenticationError' }),
  );
  const error = await problemOf(tokens.token('main'));
  assert.equal(error.problem.code, 'azure-unauthenticated');
  assert.match(error.problem.detail, /AADSTS500011/);
  assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /SECRET/);
  assert.equal((await problemOf(tokens.token('other'))).problem.code, 'azure-forbidden');
});

test('an Entra that does not answer is not waited for', async () => {
  const { tokens } = tokensOver(() => new Promise(() => undefined));
  assert.equal((await problemOf(tokens.token('main'))).problem.code, 'azure-unavailable');
});

test('a token tells who we are; one that is no JWT tells nothing', async () => {
  const claims = Buffer.from(JSON.stringify({ oid: 'o', tid: 't', aud: 'a' })).toString('base64url');
  const expiresOnTimestamp = Number.MAX_SAFE_INTEGER;
  const jwt = tokensOver(async () => ({ token: `h.${claims}.s`, expiresOnTimestamp }));
  assert.deepEqual(await jwt.tokens.principal('main'), { objectId: 'o', tenantId: 't' });
  const opaque = tokensOver(async () => ({ token: 'opaque', expiresOnTimestamp }));
  assert.deepEqual(await opaque.tokens.principal('main'), {});
});
