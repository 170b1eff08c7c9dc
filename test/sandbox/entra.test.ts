import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKeyInput, verify } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ClientSecretCredential } from '@azure/identity';
import { decodeJwt } from 'jose';
import { CLIENT, GROUP_PATH, plain, SECRET, start, startIn, TENANT, tokenForm } from './start.ts';

const OTHER = 'aaaaaaaa-2222-4222-8222-222222222222';
const DISABLED = 'bbbbbbbb-2222-4222-8222-222222222222';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

type Started = Awaited<ReturnType<typeof start>>;

function token({ sandbox }: Started, fields: Record<string, string>, tenant = TENANT, more = {}) {
  const form = tokenForm(undefined, fields);
  return plain(sandbox.url, 'POST', `/${tenant}/oauth2/v2.0/token`, form, { ...FORM, ...more });
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
  // Dated back by five minutes, and good for an hour.
  assert.equal(claims.exp - claims.iat, 3900);
  assert.deepEqual([claims.ver, claims.iss], ['1.0', `https://sts.windows.net/${TENANT}/`]);
  assert.equal(answer.headers.get('cache-control'), 'no-store, no-cache');
});

test('each mistake in a request for a token gets its own AADSTS code', async (t) => {
  const started = await start(t);
  const base = started.sandbox.url;
  const aged = { value: 'aged', expires: '2020-01-01T00:00:00Z' };
  await plain(base, 'PUT', `/sandbox/applications/${OTHER}`, { secrets: [aged] });
  await plain(base, 'PUT', `/sandbox/applications/${DISABLED}`, { secrets: ['s'], disabled: true });
  const mistakes: [Record<string, string>, number, string, number][] = [
    [{ client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    [{ client_secret: '' }, 401, 'invalid_client', 7000215],
    [{ client_id: OTHER, client_secret: 'aged' }, 401, 'invalid_client', 7000222],
    [{ client_id: DISABLED, client_secret: 's' }, 400, 'unauthorized_client', 7000112],
    [{ client_id: '99999999-2222-2222-2222-222222222222' }, 400, 'unauthorized_client', 700016],
    [{ client_id: '' }, 400, 'invalid_request', 900144],
    [{ scope: '' }, 400, 'invalid_request', 900144],
    [{ scope: 'User.Read' }, 400, 'invalid_scope', 1002012],
    [{ scope: 'https://a.example/.default https://b.example/.default' }, 400, 'invalid_scope', 70011],
    [{ scope: 'https://nobody.example/.default' }, 400, 'invalid_resource', 500011],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    [{ client_assertion: 'no.jwt' }, 400, 'invalid_request', 900144],
  ];
  for (const [fields, status, error, code] of mistakes) {
    const answer = await token(started, fields);
    assert.deepEqual([answer.status, answer.at('error'), answer.at('error_codes')], [status, error, [code]]);
  }
});

test('a refusal carries the ids that support asks for, and the correlation id that the client sent', async (t) => {
  const started = await start(t);
  const tenant = await token(started, {}, '99999999-1111-1111-1111-111111111111', { 'client-request-id': OTHER });
  assert.deepEqual([tenant.status, tenant.at('error_codes')], [400, [90002]]);
  assert.match(
    `${tenant.at('error_description')}`,
    /^AADSTS90002: Tenant '99999999.* Trace ID: [-\w]{36} Correlation ID: aaaaaaaa-.* Timestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/,
  );
  assert.equal(tenant.at('correlation_id'), OTHER);
  assert.equal(tenant.at('trace_id'), tenant.headers.get('x-ms-request-id'));
  assert.equal(tenant.headers.get('client-request-id'), OTHER);
  assert.equal(tenant.at('error_uri'), 'https://login.microsoftonline.com/error?code=90002');
});

test('a second application logs in as its own, and may do what its roles allow', async (t) => {
  const { sandbox, send } = await start(t);
  const objectId = 'cccccccc-0000-4000-8000-000000000001';
  await plain(sandbox.url, 'PUT', `/sandbox/applications/${OTHER}`, { objectId, secrets: ['its own'] });
  const credential = new ClientSecretCredential(TENANT, OTHER, 'its own', {
    authorityHost: sandbox.url,
    disableInstanceDiscovery: true,
  });
  const { token: own } = await credential.getToken(`${sandbox.url}/.default`);
  const as = (method: string, path: string, body?: object) =>
    plain(sandbox.url, method, path, body, { authorization: `Bearer ${own}` });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const refused = await as('GET', GROUP_PATH);
  assert.deepEqual([refused.status, refused.at('error.code')], [403, 'AuthorizationFailed']);
  assert.deepEqual((await as('GET', '/subscriptions')).at('value'), []);

  const reader = '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
  const path = `${GROUP_PATH}/providers/Microsoft.Authorization/roleAssignments/${OTHER}?api-version=2022-04-01`;
  const given = await send('PUT', path, { properties: { roleDefinitionId: reader, principalId: objectId } });
  assert.equal(given.status, 201);
  assert.equal((await as('GET', GROUP_PATH)).status, 200);
  assert.equal((await as('PUT', GROUP_PATH, { location: 'westeurope' })).at('error.code'), 'AuthorizationFailed');
  assert.equal((await as('GET', '/subscriptions')).at('count.value'), 1);
});

test('a resource gets the version of token that it asks for', async (t) => {
  const started = await start(t);
  const api = { identifierUris: ['api://orders'], requestedAccessTokenVersion: 2 };
  await plain(started.sandbox.url, 'PUT', `/sandbox/applications/${OTHER}`, api);
  const second = decodeJwt(`${(await token(started, { scope: 'api://orders/.default' })).at('access_token')}`);
  assert.deepEqual([second.aud, second['azp'], second['ver']], [OTHER, CLIENT, '2.0']);
  const metadata = await plain(started.sandbox.url, 'GET', `/${TENANT}/v2.0/.well-known/openid-configuration`);
  assert.equal(second.iss, metadata.at('issuer'));
  // The older endpoint names the resource otherwise, and answers with texts for numbers.
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: CLIENT,
    client_secret: SECRET,
    resource: 'https://management.azure.com/',
  });
  const first = await plain(started.sandbox.url, 'POST', `/${TENANT}/oauth2/token`, form.toString(), FORM);
  const claims = decodeJwt(`${first.at('access_token')}`);
  assert.deepEqual([claims.aud, claims['ver']], ['https://management.azure.com/', '1.0']);
  assert.equal(first.at('resource'), 'https://management.azure.com/');
  assert.equal(first.at('expires_on'), `${claims.exp}`);
  const older = await plain(started.sandbox.url, 'GET', `/${TENANT}/.well-known/openid-configuration`);
  assert.equal(older.at('issuer'), claims.iss);
});

test('tokens and applications outlive a restart', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-sandbox-'));
  const before = await startIn(t, folder);
  await plain(before.sandbox.url, 'PUT', `/sandbox/applications/${OTHER}`, { secrets: ['kept'] });
  const held = `${(await token(before, {})).at('access_token')}`;
  await before.sandbox.close();
  const after = await startIn(t, folder);
  const read = await plain(after.sandbox.url, 'GET', '/subscriptions', undefined, { authorization: `Bearer ${held}` });
  assert.equal(read.status, 200);
  assert.equal((await token(after, { client_id: OTHER, client_secret: 'kept' })).status, 200);
  const shown = await plain(after.sandbox.url, 'GET', '/sandbox/applications');
  assert.doesNotMatch(JSON.stringify(shown.body), /kept|sandbox-secret/);
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
