import type { AzureFault } from '../error-body.ts';
import type { Row } from './row.ts';

/** `Grant <action> on <scope> to <object id>`, as far as Azure's text tells, with the command. */
function grantRemedy({ message }: AzureFault): string | undefined {
  const linked = /does not have permission to perform action '([^']+)' on the linked scope\(s\) '([^',]+)/i.exec(
    message,
  );
  const own = /does not have authorization to perform action '([^']+)' over scope '([^']+)'/i.exec(message);
  const [, action, about] = linked ?? own ?? [];
  if (!action || !about) return undefined;
  const scope = linked ? about : above(about, action);
  const who = /object id '([^']+)'/i.exec(message)?.[1];
  const role = roleFor(action) ?? `<a role with ${action}>`;
  const assign = `az role assignment create ${who ? `--assignee-object-id ${who} ` : ''}--role "${role}" --scope ${scope}`;
  return `Grant ${action} on ${scope}${who ? ` to ${who}` : ''}: ${assign}. Then retry the job; a grant takes up to ten minutes to spread.`;
}

/** What was to be made is no scope yet: the group that it is in, or the subscription of a group. */
function above(scope: string, action: string): string {
  const depth = /^Microsoft\.Resources\/subscriptions\/resourceGroups\//i.test(action)
    ? /^\/subscriptions\/[^/]+/i
    : /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i;
  return depth.exec(scope)?.[0] ?? scope;
}

/** The least of the built-in roles that the documents name for such an action. */
function roleFor(action: string): string | undefined {
  if (/^Microsoft\.Network\/privateDnsZones\//i.test(action)) return 'Private DNS Zone Contributor';
  if (/^Microsoft\.Network\//i.test(action)) return 'Network Contributor';
  if (/^Microsoft\.ManagedIdentity\//i.test(action)) return 'Managed Identity Operator';
  if (/^Microsoft\.ContainerService\//i.test(action)) return 'Azure Kubernetes Service Contributor Role';
  if (/^Microsoft\.Resources\//i.test(action)) return 'Contributor';
  return undefined;
}

/** `The policy assignment "X" denies it: …`, as far as Azure tells which. */
export function policyRemedy({ message, policies = [] }: AzureFault): string | undefined {
  const named = [
    ...message.matchAll(/"policyAssignment"\s*:\s*\{\s*"name"\s*:\s*"([^"]+)"(?:\s*,\s*"id"\s*:\s*"([^"]+)")?/g),
  ];
  const names = [...new Set([...named.map(([, name, id]) => (id ? `"${name}" (${id})` : `"${name}"`)), ...policies])];
  if (names.length === 0) return undefined;
  return `Ask whoever owns the policy assignment ${names.slice(0, 3).join(', ')} for an exemption, or order what it allows.`;
}

function registerRemedy({ message }: AzureFault): string | undefined {
  const namespace = /namespace '([\w.]+)'/i.exec(message)?.[1];
  return namespace
    ? `Run: az provider register --namespace ${namespace}. It takes some minutes; then retry the job.`
    : undefined;
}

const renewToken = 'Correct the tenant and the authority in the configuration of the account.';
const noPrincipal =
  'Check that the identity exists in the tenant of the subscription; one that was just made takes some minutes to be known. Then retry the job.';
const lock =
  'Remove the lock that the Azure message names (az lock list -g <group>, az lock delete --ids <id>), then retry the job.';

/** Rights, policies and the subscription. */
export const rightsRows: readonly Row[] = [
  ['LinkedAuthorizationFailed', 'P', 'azure-propagating', grantRemedy],
  [
    'CustomKubeletIdentityMissingPermissionError',
    'P',
    'azure-propagating',
    "Grant the cluster's identity Managed Identity Operator on the kubelet identity, then retry the job.",
  ],
  [
    'CustomPrivateDNSZoneMissingPermissionError',
    'P',
    'azure-propagating',
    "Grant the cluster's identity Private DNS Zone Contributor on the zone and Network Contributor on the virtual network, then retry the job.",
  ],
  ['ServicePrincipalValidationClientError', 'P', 'azure-propagating', noPrincipal],
  ['ServicePrincipalNotFound', 'P', 'azure-propagating', noPrincipal],
  ['PrincipalNotFound', 'P', 'azure-propagating', noPrincipal],
  ['AuthorizationFailed', 'U', 'azure-forbidden', grantRemedy],
  [
    'DenyAssignmentAuthorizationFailed',
    'U',
    'azure-forbidden',
    'A deny assignment forbids it, whatever is granted: order in another resource group, or ask whoever manages this one.',
  ],
  ['AuthenticationFailed', 'U', 'azure-unauthenticated'],
  ['InvalidAuthenticationToken', 'U', 'azure-unauthenticated', renewToken],
  ['InvalidAuthenticationTokenTenant', 'U', 'azure-unauthenticated', renewToken],
  [
    'ExpiredAuthenticationToken',
    'R',
    'azure-unavailable',
    'Look whether the clock of the workers is right; a token is renewed by itself.',
  ],
  [
    'AADSTS7000222',
    'U',
    'azure-unauthenticated',
    'The client secret of the account has expired: make a new one and put it into the configuration, or use a managed identity.',
  ],
  ['RequestDisallowedByPolicy', 'U', 'azure-policy-denied', policyRemedy],
  ['ConflictingAppendPolicies', 'U', 'azure-policy-denied', policyRemedy],
  [
    'RequestDisallowedByAzure',
    'U',
    'azure-policy-denied',
    'The subscription may not deploy to this region: order in one that the Azure message or az policy assignment list names.',
  ],
  ['ScopeLocked', 'U', 'azure-locked', lock],
  ['ResourceGroupLocked', 'U', 'azure-locked', lock],
  // the subscription and the group
  ['MissingSubscriptionRegistration', 'U', 'azure-provider-not-registered', registerRemedy],
  ['SubscriptionNotRegistered', 'U', 'azure-provider-not-registered', registerRemedy],
  [
    'PreviewFeatureNotRegistered',
    'U',
    'azure-provider-not-registered',
    'Register the feature that the Azure message names (az feature register), then the provider once more (az provider register --namespace Microsoft.ContainerService).',
  ],
  [
    'ReadOnlyDisabledSubscription',
    'U',
    'azure-forbidden',
    'The subscription is disabled: have its owner settle the billing, or order in another one.',
  ],
  [
    'SubscriptionNotFound',
    'U',
    'azure-not-found',
    'Correct the subscription id, or give the account a role in that subscription.',
  ],
  [
    'ResourceGroupNotFound',
    'U',
    'azure-not-found',
    'Create the resource group (az group create), or order resourceGroup with "create": true.',
  ],
  ['ResourceNotFound', 'U', 'azure-not-found'],
];
