import { type CatalogueEntry, caller, capacity, platform, transient } from './entry.ts';

/** What Azure says; `azure` has its own code and words. Which of its codes is which: `adapters/azure/codes`. */
export const azureProblems = {
  'azure-conflict': caller(
    409,
    'A resource of this name exists that Slipway did not make',
    'Choose another cluster name or resource group: Slipway never touches what it did not create.',
  ),
  'azure-busy': transient(
    409,
    'Azure is busy with another operation on the resource',
    'Wait until that operation has ended, then retry the job.',
  ),
  'azure-throttled': transient(
    429,
    'Azure asks for fewer requests',
    'Wait for Retry-After. If it lasts, look who else sends requests to the subscription.',
  ),
  'azure-unavailable': transient(
    503,
    'Azure does not answer',
    "Retry the job. If it lasts, look at Azure's status page and at the network path to management.azure.com.",
  ),
  'azure-cluster-gone': platform(
    410,
    'The cluster was deleted in Azure, and not by Slipway',
    'The activity log of the resource group names who deleted it. Then retry the job: it makes the cluster anew.',
  ),
  'azure-operation-failed': transient(
    502,
    'The Azure operation failed',
    'Retry the job: Azure then mends the cluster. If it fails again, give Microsoft support the correlation id.',
    { retryable: 'after-fix' },
  ),
  'azure-request-refused': caller(422, 'Azure refuses the request', 'Change what the Azure message names.'),
  'azure-unauthenticated': platform(
    502,
    'Azure does not accept the credential of the account',
    'Check the tenant, client id and secret of the account, and whether the secret has expired.',
    { actionBy: 'operator' },
  ),
  'azure-forbidden': platform(
    403,
    'The account lacks a right in Azure',
    'Grant the action at the scope that the Azure message names, then retry the job.',
  ),
  'azure-policy-denied': platform(
    403,
    'An Azure Policy denies the request',
    'Ask for an exemption, or order what the policy allows.',
  ),
  'azure-provider-not-registered': platform(
    409,
    'The subscription has not registered a resource provider',
    'Run: az provider register --namespace Microsoft.ContainerService',
  ),
  'azure-not-found': caller(
    404,
    'Something the order names does not exist in Azure',
    'Correct the id that the message names, or create what it stands for.',
  ),
  'azure-locked': platform(
    409,
    'A management lock protects the resource',
    'Remove the lock (az lock list -g <group>), then retry the job.',
  ),
  'azure-in-use': platform(
    409,
    'Something else in Azure uses what was to be deleted',
    'Detach or delete what the Azure message names, then retry the job.',
  ),
  'azure-quota-exceeded': capacity(
    422,
    'A quota of the subscription is used up',
    'Ask Azure for more quota, or order less.',
    { actionBy: 'platform' },
  ),
  'azure-size-not-offered': capacity(422, 'The VM size is not offered here', 'Order another size, zone or region.'),
  'azure-capacity': capacity(
    422,
    'Azure has no room for this size here',
    'Retry the job later, or order another size, zone or region.',
  ),
  'azure-capacity-short': capacity(
    503,
    'Azure has no room for this just now',
    'Try later, or another size, zone or region.',
    { retryable: 'now' },
  ),
  'azure-subnet-unfit': caller(
    422,
    'The subnet does not fit the order',
    'Use a subnet that is not delegated and has room.',
  ),
  'azure-egress-blocked': platform(
    502,
    'The nodes cannot reach what they need',
    'Open the outbound paths that AKS requires (firewall, NSG, route table, DNS), then retry the job.',
  ),
  'azure-propagating': transient(
    503,
    'A right or an identity is not known everywhere in Azure yet',
    'If it does not pass within ten minutes, grant the right that the Azure message names.',
    { actionBy: 'platform' },
  ),
  'plugin-mismatch': platform(
    502,
    'Azure made a cluster with a network plug-in of its own',
    'Delete the cluster; tell Microsoft support that networkPlugin none was not honoured.',
    { retryable: 'never', actionBy: 'azure' },
  ),
} as const satisfies Record<string, CatalogueEntry>;
