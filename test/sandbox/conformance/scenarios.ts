import { type Answer, CLIENT } from '../start.ts';

/** A request that leads to where a recording goes on, and that is not in it. */
export interface Unrecorded {
  method: 'PUT' | 'DELETE';
  path: string;
  /** May be made of the answer to the one before. */
  body?: object | ((previous: Answer) => object);
}

/** Recordings that follow upon each other in one sandbox. */
export interface Scenario {
  recordings: string[];
  before: Unrecorded[];
  /** What comes in between, before the exchange of this number of the first recording, counted from 0. */
  between?: Record<number, Unrecorded[]>;
}

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';
const groupId = (name: string) => `${SUBSCRIPTION}/resourceGroups/${name}`;
const clusterId = (group: string, name: string) =>
  `${groupId(group)}/providers/Microsoft.ContainerService/managedClusters/${name}`;
const linuxProfile = (adminUsername: string) => ({
  adminUsername,
  ssh: { publicKeys: [{ keyData: 'ssh-rsa AAAA...' }] },
});

const put = (path: string, body: Unrecorded['body'] = {}): Unrecorded => ({ method: 'PUT', path, body });
const group = (name: string, location: string, tags?: object) =>
  put(`${groupId(name)}?api-version=2021-04-01`, { location, ...(tags === undefined ? {} : { tags }) });

const ROLES = '/providers/Microsoft.Authorization/roleDefinitions';
const assignment = (scope: string, name: string, role: string, principalType: string) =>
  put(`${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`, {
    properties: {
      roleDefinitionId: `${SUBSCRIPTION}${ROLES}/${role}`,
      principalId: '00000000-0000-0000-0000-000000000001',
      principalType,
    },
  });

const CLI = 'clitest000001';
const NETWORK = `${groupId('AKS_TEST_RG')}/providers/Microsoft.Network/virtualNetworks/test_vn`;

/** Every recording, with what its own beginning takes for granted. */
export const SCENARIOS: Scenario[] = [
  { recordings: ['create_network_plugin_none'], before: [group(CLI, 'westus2')] },
  { recordings: ['create_again_kubenet'], before: [group(CLI, 'westus2')] },
  {
    recordings: ['abort_create'],
    before: [
      group(CLI, 'westus2', {
        product: 'azurecli',
        cause: 'automation',
        test: 'test_aks_abort',
        date: '2025-05-16T03:26:44Z',
        module: 'acs',
        DateCreated: '2025-05-16T03:26:50Z',
        Creator: 'user@example.com',
      }),
    ],
  },
  { recordings: ['nodepool_add_scale_update_delete'], before: [group(CLI, 'westus2')] },
  {
    recordings: ['create_user_assigned_identity_byo_subnet', 'list_cluster_user_credential'],
    before: [
      group(CLI, 'westus2', { product: 'azurecli', cause: 'automation', date: '2022-02-21T07:57:19Z' }),
      put(
        `${groupId(CLI)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/cli000003?api-version=2018-11-30`,
        { location: 'westus2' },
      ),
      put(
        `${groupId(CLI)}/providers/Microsoft.Authorization/roleAssignments/90a3e9b0-0000-4000-8000-000000000001?api-version=2022-04-01`,
        (identity) => ({
          properties: {
            roleDefinitionId: `${ROLES}/4d97b98b-1d4f-4787-a291-c67834d212e7`,
            principalId: identity.at('properties.principalId'),
          },
        }),
      ),
    ],
  },
  {
    recordings: ['identity_and_vnet_create_2025'],
    before: [group(CLI, 'westcentralus')],
    between: {
      3: [
        put(`${SUBSCRIPTION}${ROLES}/056cd41c-7e88-42e1-933e-88ba6a50c9c3?api-version=2022-04-01`, {
          properties: { roleName: 'Theirs', permissions: [{ actions: ['*/read'] }], assignableScopes: [SUBSCRIPTION] },
        }),
        assignment('', '888c7688-4ae3-406f-948b-fd569da173fc', '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9', 'User'),
        assignment('', 'b6899915-1e85-4406-aa1f-f346ec3ded50', 'b24988ac-6180-42a0-ab88-20f7382dd24c', 'User'),
        assignment(
          SUBSCRIPTION,
          '02d00457-a5a7-4da3-b12a-e944705f4170',
          '056cd41c-7e88-42e1-933e-88ba6a50c9c3',
          'ServicePrincipal',
        ),
      ],
    },
  },
  { recordings: ['create_2026_api_2026_05_01', 'delete_cluster_polled_to_end_2026'], before: [] },
  {
    recordings: ['get_cluster_byo_node_and_pod_subnet_2025'],
    before: [
      group('AKS_TEST_RG', 'eastus'),
      put(`${NETWORK}?api-version=2024-05-01`, {
        location: 'eastus',
        properties: {
          addressSpace: { addressPrefixes: ['192.168.0.0/16'] },
          subnets: [1, 2].map((n) => ({ name: `subnet${n}`, properties: { addressPrefix: `192.168.${n}.0/24` } })),
        },
      }),
    ],
    between: {
      2: [
        put(`${clusterId('rgps2203', 'kubeps7177')}?api-version=2025-08-01`, {
          location: 'eastus',
          properties: {
            dnsPrefix: 'kubep0e74',
            agentPoolProfiles: [
              {
                name: 'default',
                count: 1,
                vmSize: 'standard_a2_v2',
                osType: 'Linux',
                mode: 'System',
                enableAutoScaling: false,
                vnetSubnetID: `${NETWORK}/subnets/subnet2`,
                podSubnetID: `${NETWORK}/subnets/subnet1`,
              },
            ],
            linuxProfile: linuxProfile('azureuser'),
            servicePrincipalProfile: { clientId: CLIENT, secret: 'a-secret' },
            networkProfile: { networkPlugin: 'azure', serviceCidr: '10.20.30.0/24', dnsServiceIP: '10.20.30.10' },
          },
        }),
      ],
    },
  },
  {
    recordings: ['get_while_deleting_2021'],
    before: [
      group('asotest-rg-kxcndt', 'westus2'),
      put(`${clusterId('asotest-rg-kxcndt', 'asotest-mc-dlzkpe')}?api-version=2021-05-01`, {
        location: 'westus2',
        identity: { type: 'SystemAssigned' },
        sku: { name: 'Basic', tier: 'Paid' },
        properties: {
          dnsPrefix: 'aso',
          agentPoolProfiles: [{ name: 'ap1', count: 1, vmSize: 'Standard_DS2_v2', osType: 'Linux', mode: 'System' }],
          linuxProfile: linuxProfile('adminUser'),
          networkProfile: { networkPlugin: 'kubenet', dockerBridgeCidr: '172.17.0.1/16' },
        },
      }),
      { method: 'DELETE', path: `${clusterId('asotest-rg-kxcndt', 'asotest-mc-dlzkpe')}?api-version=2021-05-01` },
    ],
  },
];
