import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKeyInput, verify } from 'node:crypto';
import { test } from 'node:test';
import { ClientAssertionCredential } from '@azure/identity';
import { CLIENT, GROUP_PATH, plain, SECRET, start, TENANT } from './start.ts';

type Started = Awaited<ReturnType<typeof start>>;

function token({ sandbox }: Started, fields: Record<string, string>, tenant = TENANT) {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT,
    client_secret: SECRET,
    scope: 'https://management.azure.com/.default',
    ...fields,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return plain(sandbox.url, 'POST', `/${tenant}/oauth2/v2.0/token`, form.toString(), headers);
}

test('a token is a JWT that the published keys verify', async (t) => {
  const started = await start(t);
  const answer = await token(started, {});
  const [header = '', payload = '', signature = ''] = `${answer.at('access_token')}`.split('.');
  const keys = await plain(started.sandbox.url, 'GET', `/${TENANT}/discovery/v2.0/keys`);
  const key = createPublicKey({ key: keys.at('keys.0'), format: 'jwk' } as JsonWebKeyInput);
  assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')));
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  assert.equal(claims.tid, TENANT);
  assert.equal(claims.appid, CLIENT);
  assert.equal(claims.aud, 'https://management.azure.com');
  assert.equal(claims.exp - claims.iat, 3600);
});

test('a wrong secret, an unknown application and an unknown tenant get their own AADSTS codes', async (t) => {
  const started = await start(t);
  const secret = await token(started, { client_secret: 'wrong' });
  assert.equal(secret.status, 401);
  assert.deepEqual(secret.at('error_codes'), [7000215]);
  const application = await token(started, { client_id: '99999999-2222-2222-2222-222222222222' });
  assert.equal(application.status, 400);
  assert.deepEqual(application.at('error_codes'), [700016]);
  const tenant = await token(started, {}, '99999999-1111-1111-1111-111111111111');
  assert.equal(tenant.status, 400);
  assert.deepEqual(tenant.at('error_codes'), [90002]);
  assert.match(`${tenant.at('error_description')}`, /^AADSTS90002: /);
});

test('a federated assertion buys a token as workload identity does', async (t) => {
  const { sandbox } = await start(t);
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = {
    aud: 'api://AzureADTokenExchange',
    sub: 'system:serviceaccount:slipway:worker',
    exp: Date.now() / 1000 + 600,
  };
  const assertion = `${encode({ alg: 'RS256' })}.${encode(claims)}.c2lnbmF0dXJl`;
  const credential = new ClientAssertionCredential(TENANT, CLIENT, async () => assertion, {
    authorityHost: sandbox.url,
    disableInstanceDiscovery: true,
  });
  const { token: bought } = await credential.getToken(`${sandbox.url}/.default`);
  const read = await plain(sandbox.url, 'GET', GROUP_PATH, undefined, { authorization: `Bearer ${bought}` });
  assert.equal(read.status, 404);
});

test('without a good token Resource Manager answers 401 with its own error and a challenge', async (t) => {
  const started = await start(t);
  const { sandbox } = started;
  const missing = await plain(sandbox.url, 'GET', GROUP_PATH);
  assert.equal(missing.status, 401);
  assert.equal(missing.at('error.code'), 'AuthenticationFailed');
  assert.match(missing.headers.get('www-authenticate') ?? '', /^Bearer authorization_uri="https:\/\/localhost/);
  const forged = await plain(sandbox.url, 'GET', GROUP_PATH, undefined, { authorization: 'Bearer a.b.c' });
  assert.equal(forged.at('error.code'), 'InvalidAuthenticationToken');
  const answer = await token(started, { scope: 'https://graph.microsoft.com/.default' });
  const other = { authorization: `Bearer ${answer.at('access_token')}` };
  const audience = await plain(sandbox.url, 'GET', GROUP_PATH, undefined, other);
  assert.equal(audience.at('error.code'), 'InvalidAuthenticationTokenAudience');
});

test('an old azure-cli finds its way by the adfs authority', async (t) => {
  const { sandbox } = await start(t);
  const discovery = await plain(sandbox.url, 'GET', '/adfs/.well-known/openid-configuration');
  assert.equal(discovery.at('token_endpoint'), `${sandbox.url}/adfs/oauth2/token`);
  const metadata = await plain(sandbox.url, 'GET', '/metadata/endpoints?api-version=2022-09-01');
  assert.equal(metadata.at('resourceManager'), sandbox.url);
});
