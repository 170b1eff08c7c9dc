import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClientAssertionCredential } from '@azure/identity';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, jwtVerify } from 'jose';
import { createKubeClusters } from '../../sandbox/kube/index.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, start, TENANT } from './start.ts';

const AUDIENCE = 'api://AzureADTokenExchange';

test('the token of a service account opens Entra for the identity that trusts its cluster', async (t) => {
  const { send, until, sandbox } = await start(t, { kube: createKubeClusters, speed: 6000 });
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody({ properties: { oidcIssuerProfile: { enabled: true } } }));
  const made = await until(
    `${CLUSTERS_PATH}/one`,
    (answer) => answer.at('properties.provisioningState') === 'Succeeded',
  );
  const issuer = `${made.at('properties.oidcIssuerProfile.issuerURL')}`;
  const { pathname } = new URL(issuer);
  const discovery = await plain(sandbox.url, 'GET', `${pathname}.well-known/openid-configuration`);
  assert.equal(discovery.at('issuer'), issuer);
  const keys = await plain(sandbox.url, 'GET', `${discovery.at('jwks_uri')}`);

  const credentials = await send('POST', `${CLUSTERS_PATH}/one/listClusterAdminCredential`);
  const kubeconfig = Buffer.from(`${credentials.at('kubeconfigs.0.value')}`, 'base64').toString();
  const admin = { authorization: `Bearer ${/token: (\S+)/.exec(kubeconfig)?.[1]}` };
  const accounts = `/kubernetes/${made.at('properties.fqdn')}/api/v1/namespaces/default/serviceaccounts`;
  const metadata = { name: 'worker' };
  await plain(sandbox.url, 'POST', accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata }, admin);
  const asked = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [AUDIENCE] } };
  const issued = await plain(sandbox.url, 'POST', `${accounts}/worker/token`, asked, admin);
  const assertion = `${issued.at('status.token')}`;
  const set = createLocalJWKSet(keys.body as JSONWebKeySet);
  const { payload } = await jwtVerify(assertion, set, { issuer, audience: AUDIENCE });
  assert.equal(payload.sub, 'system:serviceaccount:default:worker');

  const identity = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/worker`;
  const { at } = await send('PUT', identity, { location: 'westeurope' });
  const properties = { issuer, subject: payload.sub, audiences: [AUDIENCE] };
  await send('PUT', `${identity}/federatedIdentityCredentials/one`, { properties });
  const options = { authorityHost: sandbox.url, disableInstanceDiscovery: true };
  const clientId = `${at('properties.clientId')}`;
  const credential = new ClientAssertionCredential(TENANT, clientId, async () => assertion, options);
  const { token } = await credential.getToken(`${sandbox.url}/.default`);
  assert.equal(decodeJwt(token)['oid'], at('properties.principalId'));
});
