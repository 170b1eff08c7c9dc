import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { isObject } from '../../../sandbox/json.ts';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, SUBSCRIPTION, start } from '../start.ts';

/** An example of Azure's API specification, and how to have its like of the sandbox. */
interface Case {
  example: string;
  request: [method: string, path: string];
  before?: [path: string, body: object];
  /** Members of the example that the sandbox's answer has not. */
  lacks?: string[];
}

const BELOW = `/subscriptions/${SUBSCRIPTION}/providers`;
const NETWORK = `${GROUP_PATH}/providers/Microsoft.Network/virtualNetworks/vnet`;
const IDENTITY = `${GROUP_PATH}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity`;
const ONE = `${CLUSTERS_PATH}/one`;
const ASSIGNMENTS = `${GROUP_PATH}/providers/Microsoft.Authorization/roleAssignments`;

const CASES: Case[] = [
  {
    example: 'Authorization_GetPermissions',
    request: ['GET', `${GROUP_PATH}/providers/Microsoft.Authorization/permissions`],
    lacks: ['nextLink'],
  },
  {
    example: 'Authorization_RoleAssignments_ListForScope',
    before: [
      `${ASSIGNMENTS}/b0f43c54-e787-4862-89b1-a653fa9cf747`,
      {
        properties: {
          roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7',
          principalId: 'ce2ce14e-85d7-4629-bdbc-454d0519d987',
          principalType: 'User',
        },
      },
    ],
    request: ['GET', ASSIGNMENTS],
  },
  {
    example: 'Compute_ResourceSkus_ListForRegion',
    request: ['GET', `${BELOW}/Microsoft.Compute/skus?$filter=location eq 'westeurope'`],
    lacks: ['value[].locationInfo[].zoneDetails[]', 'nextLink'],
  },
  {
    example: 'Compute_Usage_List',
    request: ['GET', `${BELOW}/Microsoft.Compute/locations/westeurope/usages`],
    lacks: ['nextLink'],
  },
  {
    example: 'KubernetesVersions_List',
    request: ['GET', `${BELOW}/Microsoft.ContainerService/locations/westeurope/kubernetesVersions`],
  },
  {
    example: 'ManagedClustersGetUpgradeProfile',
    before: [ONE, clusterBody({ properties: { kubernetesVersion: '1.35.6' } })],
    request: ['GET', `${ONE}/upgradeProfiles/default`],
    // Pools are not upgraded beyond their cluster.
    lacks: ['properties.agentPoolProfiles[].upgrades'],
  },
  {
    example: 'ManagedClustersListClusterAdminCredentials',
    before: [ONE, clusterBody()],
    request: ['POST', `${ONE}/listClusterAdminCredential`],
  },
  {
    example: 'ManagedIdentity_IdentityGet',
    before: [IDENTITY, { location: 'eastus', tags: { key1: 'value1', key2: 'value2' } }],
    request: ['GET', IDENTITY],
  },
  {
    example: 'Network_SubnetGetWithDelegation',
    before: [
      NETWORK,
      {
        location: 'westeurope',
        properties: {
          addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
          subnets: [
            {
              name: 'subnet1',
              properties: {
                addressPrefix: '10.0.0.0/16',
                delegations: [{ name: 'myDelegation', properties: { serviceName: 'Microsoft.Sql/servers' } }],
              },
            },
          ],
        },
      },
    ],
    request: ['GET', `${NETWORK}/subnets/subnet1`],
    lacks: ['properties.purpose'],
  },
  { example: 'Resources_CreateResourceGroup', request: ['GET', GROUP_PATH] },
  {
    example: 'Resources_GetProvider',
    request: ['GET', `${BELOW}/Microsoft.ContainerService`],
    // Edge zones.
    lacks: ['resourceTypes[].locationMappings'],
  },
];

for (const { example, before, request, lacks = [] } of CASES) {
  test(`an answer has the members of the specification's example ${example}`, async (t) => {
    const { send } = await start(t);
    await send('PUT', GROUP_PATH, { location: 'westeurope' });
    if (before !== undefined) {
      const prepared = await send('PUT', ...before);
      assert.ok(prepared.status < 300, JSON.stringify(prepared.body));
    }
    const answer = await send(...request);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.deepEqual(missing(bodyOf(example), answer.body), lacks);
  });
}

test('every example is looked at', () => {
  const examples = globSync('test/sandbox/conformance/examples/*.json').map((file) => basename(file, '.json'));
  assert.deepEqual(CASES.map(({ example }) => example).toSorted(), examples.toSorted());
});

function bodyOf(example: string): unknown {
  const file = new URL(`examples/${example}.json`, import.meta.url);
  const { responses } = JSON.parse(readFileSync(file, 'utf8')) as { responses: Record<string, { body: unknown }> };
  return responses['200']?.body;
}

const VERSION = /^\d+\.\d+\.\d+$/;

/** Places in an example that an answer has not, or of another JSON type; of a list what comes nearest to its first. */
function missing(example: unknown, answer: unknown, place = ''): string[] {
  if (Array.isArray(example) && Array.isArray(answer)) {
    if (example.length === 0) return [];
    const found = answer.map((item) => missing(example[0], item, `${place}[]`));
    return found.toSorted((one, other) => one.length - other.length)[0] ?? [`${place}[]`];
  }
  if (!isObject(example) || !isObject(answer)) return typeof example === typeof answer ? [] : [place];
  // A map by version has other keys everywhere.
  const [version] = Object.keys(example).filter((key) => VERSION.test(key));
  if (version !== undefined) return missing(Object.values(example)[0], Object.values(answer)[0], `${place}.*`);
  return Object.keys(example).flatMap((name) =>
    missing(example[name], answer[name], place === '' ? name : `${place}.${name}`),
  );
}
