import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { versioned } from '../fakes/arm-versions.ts';
import { until } from './until.ts';

const tenant = '11111111-1111-1111-1111-111111111111';
export const subscription = '/subscriptions/00000000-0000-0000-0000-000000000001';
const group = `${subscription}/resourceGroups/landing-zone`;
export const networkContributor =
  '/providers/Microsoft.Authorization/roleDefinitions/4d97b98b-1d4f-4787-a291-c67834d212e7';

export const routeTableId = `${group}/providers/Microsoft.Network/routeTables/to-firewall`;
const networkId = `${group}/providers/Microsoft.Network/virtualNetworks/spoke`;
export const subnetId = `${networkId}/subnets/nodes`;
export const identityId = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/aks`;

/** Resource Manager of the sandbox, past the service. */
export async function armOf(sandboxUrl: string) {
  const grant = await fetch(`${sandboxUrl}/${tenant}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: '22222222-2222-2222-2222-222222222222',
      client_secret: 'sandbox-secret',
      scope: `${sandboxUrl}/.default`,
    }),
  });
  const { access_token: token } = (await grant.json()) as { access_token: string };

  async function send<T>(method: 'GET' | 'PUT' | 'DELETE', path: string, body?: object): Promise<T> {
    const answer = await fetch(`${sandboxUrl}${versioned(path)}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await answer.text();
    assert.ok(answer.ok, text);
    return (text ? JSON.parse(text) : undefined) as T;
  }
  const put = <T>(path: string, properties: object = {}) =>
    send<T>('PUT', path, { location: 'westeurope', properties });
  return { send, put };
}

/** What a platform team does before it orders. */
export async function createLandingZone(sandboxUrl: string) {
  const { send, put } = await armOf(sandboxUrl);

  /** A default route to there. */
  const route = (nextHopType: string) =>
    put(routeTableId, {
      routes: [
        { name: 'out', properties: { addressPrefix: '0.0.0.0/0', nextHopType, nextHopIpAddress: '10.100.0.4' } },
      ],
    });

  await put(group);
  await route('VirtualAppliance');
  await put(networkId, {
    addressSpace: { addressPrefixes: ['10.60.0.0/16'] },
    subnets: [{ name: 'nodes', properties: { addressPrefix: '10.60.0.0/24', routeTable: { id: routeTableId } } }],
  });
  const identity = await put<{ properties: { principalId: string } }>(identityId);
  const { principalId } = identity.properties;
  const grantId = `${subnetId}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
  const assign = () => put(grantId, { roleDefinitionId: networkContributor, principalId });
  await assign();
  await until(
    'the network settles',
    () => send<{ properties: { provisioningState: string } }>('GET', networkId),
    ({ properties }) => properties.provisioningState === 'Succeeded',
  );
  return { route, assign, revoke: () => send('DELETE', grantId) };
}
