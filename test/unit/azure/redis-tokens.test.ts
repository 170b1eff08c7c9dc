import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redisTokens } from '../../../src/adapters/azure/redis-tokens.ts';
import { startCloud } from './sandbox.ts';

test('a principal gets a token for Redis from Entra, and with it the time until which it is good', async (t) => {
  const { cloud, account } = await startCloud(t);
  const { name: _, subscriptions: __, ...principal } = account;
  const { token, expiresAt } = await redisTokens(cloud, principal)();
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    aud: string;
    exp: number;
  };
  assert.equal(claims.aud, 'https://redis.azure.com');
  assert.ok(Math.abs(claims.exp * 1_000 - expiresAt) < 60_000);
});

test('what Entra refuses is told without the secret', async (t) => {
  const { cloud, account } = await startCloud(t);
  const { name: _, subscriptions: __, ...principal } = { ...account, clientSecret: 'hush-hush' };
  await assert.rejects(redisTokens(cloud, principal)(), (error: Error) => {
    assert.match(error.message, /AADSTS7000215/);
    assert.doesNotMatch(error.message, /hush/);
    return true;
  });
});
