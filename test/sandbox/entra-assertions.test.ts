import 'reflect-metadata';
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ClientAssertionCredential, ClientCertificateCredential, WorkloadIdentityCredential } from '@azure/identity';
import { X509CertificateGenerator } from '@peculiar/x509';
import { decodeJwt, exportJWK, exportPKCS8, generateKeyPair, SignJWT } from 'jose';
import { GROUP_PATH, plain, start, TENANT } from './start.ts';

const APPLICATION = 'aaaaaaaa-2222-4222-8222-222222222222';
const AUDIENCE = 'api://AzureADTokenExchange';
const ISSUER = 'https://issuer.example/';
const SUBJECT = 'system:serviceaccount:slipway:worker';
const IDENTITY = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/worker`;
const VERSION = '?api-version=2023-01-31';
const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
};

// Keys of 2,048 bits take their time, so all tests of the file share them.
const own = await generateKeyPair('RS256', { extractable: true });
const foreign = await generateKeyPair('RS256', { extractable: true });

interface Said {
  iss?: string;
  sub?: string;
  aud?: string;
  /** From now, in seconds. */
  from?: number;
  until?: number;
  kid?: string;
  key?: typeof own;
}

function assertion({
  iss = ISSUER,
  sub = SUBJECT,
  aud = AUDIENCE,
  from = 0,
  until = 600,
  kid = 'one',
  key = own,
}: Said) {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iss, sub, aud, nbf: now + from, exp: now + until })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .sign(key.privateKey);
}

/** A sandbox that knows an application with one federated credential, and the keys of its issuer. */
async function open(t: TestContext) {
  const world = await start(t);
  const { url } = world.sandbox;
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  await plain(url, 'PUT', '/sandbox/issuers', { issuer: ISSUER, jwks: { keys: [jwk] } });
  const federatedCredentials = [{ issuer: ISSUER, subject: SUBJECT }];
  await plain(url, 'PUT', `/sandbox/applications/${APPLICATION}`, { displayName: 'worker', federatedCredentials });
  const ask = (token: string, clientId = APPLICATION) => {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_assertion: token,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      scope: 'https://management.azure.com/.default',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return plain(url, 'POST', `/${TENANT}/oauth2/v2.0/token`, form.toString(), headers);
  };
  const authority = { authorityHost: url, disableInstanceDiscovery: true };
  return { ...world, ask, authority, scope: `${url}/.default` };
}

test('a federated assertion buys a token when issuer, subject, audience, times and signature are right', async (t) => {
  const { authority, scope } = await open(t);
  const credential = new ClientAssertionCredential(TENANT, APPLICATION, () => assertion({}), authority);
  const { token } = await credential.getToken(scope);
  const claims = decodeJwt(token);
  assert.deepEqual([claims['appid'], claims['appidacr']], [APPLICATION, '2']);
});

test('what is wrong with a federated assertion is told by its AADSTS code', async (t) => {
  const { ask, sandbox } = await open(t);
  const wrong: [Said, number][] = [
    [{ iss: 'https://issuer.example' }, 700211],
    [{ sub: 'system:serviceaccount:Slipway:worker' }, 700213],
    [{ aud: 'https://kubernetes.default.svc' }, 700212],
    [{ from: -7200, until: -3600 }, 700024],
    [{ from: 3600, until: 7200 }, 700024],
    [{ kid: 'two' }, 7000272],
    [{ key: foreign }, 50027],
  ];
  for (const [said, code] of wrong) {
    const answer = await ask(await assertion(said));
    assert.deepEqual(answer.at('error_codes'), [code], JSON.stringify(said));
    assert.match(`${answer.at('error_description')}`, new RegExp(`^AADSTS${code}: `));
  }
  assert.deepEqual((await ask('not.a.jwt')).at('error_codes'), [50027]);

  const bare = 'bbbbbbbb-2222-4222-8222-222222222222';
  await plain(sandbox.url, 'PUT', `/sandbox/applications/${bare}`, {});
  assert.deepEqual((await ask(await assertion({}), bare)).at('error_codes'), [70025]);
  const silent = { federatedCredentials: [{ issuer: 'https://silent.example', subject: SUBJECT }] };
  await plain(sandbox.url, 'PUT', `/sandbox/applications/${bare}`, silent);
  const unheard = await ask(await assertion({ iss: 'https://silent.example' }), bare);
  assert.deepEqual(unheard.at('error_codes'), [50166]);
});

test('a user-assigned identity logs in by the federated credential that Resource Manager keeps for it', async (t) => {
  const { send, ask, authority, scope, sandbox } = await open(t);
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const identity = await send('PUT', `${IDENTITY}${VERSION}`, { location: 'westeurope' });
  const clientId = `${identity.at('properties.clientId')}`;
  assert.deepEqual((await ask(await assertion({}), clientId)).at('error_codes'), [70025]);

  const path = `${IDENTITY}/federatedIdentityCredentials`;
  const properties = { issuer: ISSUER, subject: SUBJECT, audiences: [AUDIENCE] };
  const made = await send('PUT', `${path}/worker${VERSION}`, { properties });
  assert.deepEqual([made.status, made.at('properties')], [201, properties]);
  assert.match(`${made.at('id')}`, /\/resourcegroups\/rg1\/.*\/federatedIdentityCredentials\/worker$/);
  assert.equal((await send('PUT', `${path}/worker${VERSION}`, { properties })).status, 200);
  assert.equal((await send('PUT', `${path}/other${VERSION}`, { properties })).status, 409);
  assert.equal((await send('GET', `${path}${VERSION}`)).at('value.length'), 1);

  const file = join(mkdtempSync(join(tmpdir(), 'slipway-token-')), 'token');
  writeFileSync(file, await assertion({}));
  const credential = new WorkloadIdentityCredential({ tenantId: TENANT, clientId, tokenFilePath: file, ...authority });
  const { token } = await credential.getToken(scope);
  assert.equal(decodeJwt(token)['oid'], identity.at('properties.principalId'));
  const read = await plain(sandbox.url, 'GET', GROUP_PATH, undefined, { authorization: `Bearer ${token}` });
  assert.equal(read.at('error.code'), 'AuthorizationFailed');

  assert.equal((await send('DELETE', `${path}/worker${VERSION}`)).status, 200);
  assert.equal((await send('GET', `${path}/worker${VERSION}`)).status, 404);
  assert.deepEqual((await ask(await assertion({}), clientId)).at('error_codes'), [70025]);
});

test('a certificate that the application has registered signs it in, and no other', async (t) => {
  const { authority, scope, sandbox, ask } = await open(t);
  const pair = async () => {
    const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      keys,
      signingAlgorithm: RSA,
      name: 'CN=worker',
    });
    return `${await exportPKCS8(keys.privateKey)}\n${certificate.toString('pem')}\n`;
  };
  const registered = await pair();
  const put = (body: object) => plain(sandbox.url, 'PUT', `/sandbox/applications/${APPLICATION}`, body);
  await put({ certificates: [registered.slice(registered.indexOf('-----BEGIN CERTIFICATE'))] });
  const signIn = (certificate: string) =>
    new ClientCertificateCredential(TENANT, APPLICATION, { certificate }, authority).getToken(scope);
  assert.equal(decodeJwt((await signIn(registered)).token)['appid'], APPLICATION);
  await assert.rejects(signIn(await pair()), /AADSTS700027: .*The key was not found.*app Id 'aaaaaaaa/s);

  const unmarked = await assertion({ iss: APPLICATION, sub: APPLICATION, aud: `${sandbox.url}/${TENANT}/v2.0` });
  assert.deepEqual((await ask(unmarked)).at('error_codes'), [50027]);
  assert.equal((await put({ certificates: ['none'] })).status, 400);
});
