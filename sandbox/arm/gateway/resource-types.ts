import * as versions from './api-versions.ts';

/** A type of resource, and what Resource Manager knows of it. */
export interface ResourceType {
  apiVersions: string[];
  /** It lies in regions; others lie nowhere. */
  regional: boolean;
}

/** A resource provider, with its types by name below the namespace. */
export interface Namespace {
  /** Whether a subscription has to register it first. */
  registration: 'RegistrationRequired' | 'RegistrationFree';
  types: Record<string, ResourceType>;
}

const regional = (apiVersions: string[]): ResourceType => ({ apiVersions, regional: true });
const placeless = (apiVersions: string[]): ResourceType => ({ apiVersions, regional: false });
const each = (names: string[], type: ResourceType): Record<string, ResourceType> =>
  Object.fromEntries(names.map((name) => [name, type]));

/** The providers that the sandbox has, with their types as Azure names them. */
export const NAMESPACES: Record<string, Namespace> = {
  'Microsoft.ContainerService': {
    registration: 'RegistrationRequired',
    types: {
      ...each(['managedClusters'], regional(versions.AKS)),
      ...each(
        [
          ...[
            'managedClusters/agentPools',
            'managedClusters/maintenanceConfigurations',
            'managedClusters/identityBindings',
          ],
          ...['locations', 'locations/kubernetesVersions', 'locations/usages'],
        ],
        placeless(versions.AKS),
      ),
      ...each(['locations/operations', 'locations/operationresults'], placeless(versions.AKS_OPERATIONS)),
    },
  },
  'Microsoft.Network': {
    registration: 'RegistrationRequired',
    types: {
      ...each(
        [
          ...['virtualNetworks', 'networkSecurityGroups', 'routeTables', 'natGateways', 'publicIPAddresses'],
          ...['publicIPPrefixes', 'loadBalancers'],
        ],
        regional(versions.NETWORK),
      ),
      ...each(
        [
          ...['virtualNetworks/subnets', 'networkSecurityGroups/securityRules', 'routeTables/routes'],
          ...['networkSecurityGroups/defaultSecurityRules', 'locations', 'locations/usages', 'locations/operations'],
        ],
        placeless(versions.NETWORK),
      ),
      ...each(['privateDnsZones', 'privateDnsZones/virtualNetworkLinks'], placeless(versions.PRIVATE_DNS)),
    },
  },
  'Microsoft.Compute': {
    registration: 'RegistrationRequired',
    types: {
      ...each(['virtualMachineScaleSets', 'virtualMachines'], regional(versions.COMPUTE)),
      ...each(['locations', 'locations/usages'], placeless(versions.COMPUTE)),
      skus: placeless(versions.SKUS),
    },
  },
  'Microsoft.ManagedIdentity': {
    registration: 'RegistrationRequired',
    types: {
      userAssignedIdentities: regional(versions.IDENTITY),
      'userAssignedIdentities/federatedIdentityCredentials': placeless(versions.FEDERATED_CREDENTIALS),
    },
  },
  'Microsoft.PolicyInsights': {
    registration: 'RegistrationRequired',
    types: { checkPolicyRestrictions: placeless(versions.POLICY_INSIGHTS) },
  },
  'Microsoft.Insights': {
    registration: 'RegistrationRequired',
    types: each(['eventtypes', 'eventtypes/values'], placeless(versions.ACTIVITY_LOG)),
  },
  'Microsoft.Authorization': {
    registration: 'RegistrationFree',
    types: {
      ...each(['roleAssignments', 'roleDefinitions', 'permissions'], placeless(versions.AUTHORIZATION)),
      locks: placeless(versions.LOCKS),
    },
  },
  'Microsoft.Resources': {
    registration: 'RegistrationFree',
    types: each(
      ['subscriptions', 'resourceGroups', 'resources', 'providers', 'tags', 'tenants', 'locations'],
      placeless(versions.MANAGER),
    ),
  },
};

/** A namespace by its name in any case, under Azure's own spelling. */
export function findNamespace(name: string): (Namespace & { name: string }) | undefined {
  const found = Object.entries(NAMESPACES).find(([known]) => known.toLowerCase() === name.toLowerCase());
  return found && { name: found[0], ...found[1] };
}
