/** The resource providers that AKS draws on for a cluster: nodes and their disks, networks, identities. */
export const neededProviders = [
  'Microsoft.ContainerService',
  'Microsoft.Compute',
  'Microsoft.Network',
  'Microsoft.ManagedIdentity',
];
/** The one that can be asked what policies would say. */
export const policyProvider = 'Microsoft.PolicyInsights';
