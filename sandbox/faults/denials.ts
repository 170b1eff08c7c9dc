import { writeForbidden } from '../arm/clusters/failures.ts';
import { aksError, armError } from '../arm/errors.ts';
import { insufficientCores } from '../arm/limits/check.ts';
import type { CatalogueEntry } from './entry.ts';

/** Answers in the handler's place that stay until somebody changes something. */
export const denials = {
  quota: {
    what: '400 `ErrCode_InsufficientVCPUQuota` on the PUT',
    source: '1ChristianAlex/motordesk#14',
    on: ['put'],
    answer: ({ location }) => insufficientCores(location, 0, 6).reply,
  },
  'family-quota': {
    what: '409 `OperationNotAllowed` of Microsoft.Compute on the PUT, which there means a quota',
    source: 'Azure/karpenter-provider-azure#192',
    on: ['put'],
    answer: ({ location }) =>
      armError(
        409,
        'OperationNotAllowed',
        `Operation could not be completed as it results in exceeding approved standardDASv5Family Cores quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: 100, Current Usage: 96, Additional Required: 64, (Minimum) New Limit Required: 160.`,
      ).reply,
  },
  'size-not-available': {
    what: '409 `SkuNotAvailable` on the PUT',
    source: 'Azure-Samples/azuresandbox#70',
    on: ['put'],
    answer: ({ location }) =>
      armError(
        409,
        'SkuNotAvailable',
        `The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: Standard_D4s_v5' is currently not available in location '${location}'. Please try another size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details.`,
      ).reply,
  },
  'size-not-allowed': {
    what: '400 `BadRequest` on the PUT; only the text tells that the size is barred',
    source: 'dotnet/core#7314',
    on: ['put'],
    answer: ({ location }) =>
      aksError(
        400,
        'BadRequest',
        `The VM size of AgentPoolProfile:nodepool1 is not allowed in your subscription in location '${location}'.  For more details, please visit https://aka.ms/cpu-quota`,
      ).reply,
  },
  'zone-not-supported': {
    what: '400 `AvailabilityZoneNotSupported` on the PUT, though the list of sizes has the zone',
    source: 'MicrosoftDocs/azure-aks-docs#416',
    on: ['put'],
    answer: ({ location }) =>
      aksError(
        400,
        'AvailabilityZoneNotSupported',
        `The zone(s) 2 for resource nodepool1 is not supported. The supported zones for location ${location} are ''`,
      ).reply,
  },
  'region-full': {
    what: '400 `AKSCapacityHeavyUsage` on the PUT',
    source: 'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/akscapacityheavyusage-error',
    on: ['put'],
    answer: ({ location }) =>
      aksError(
        400,
        'AKSCapacityHeavyUsage',
        `AKS is experiencing heavy usage in region ${location} that is limiting creation of AKS clusters. Please consider deploying your cluster in a different region.`,
      ).reply,
  },
  'version-retired': {
    what: '400 `K8sVersionNotSupported` on the PUT, though the version was offered a moment ago',
    source: 'Azure/Microsoft-Defender-for-Cloud#923',
    on: ['put'],
    answer: ({ name }) =>
      aksError(
        400,
        'K8sVersionNotSupported',
        `Managed cluster ${name} has invalid version 1.35.2. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list.`,
      ).reply,
  },
  'subnet-delegated': {
    what: '400 `SubnetIsDelegated` on the PUT',
    source: 'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/subnetisdelegated-error',
    on: ['put'],
    answer: () =>
      aksError(
        400,
        'SubnetIsDelegated',
        'Subnet aks-nodes is delegated to Microsoft.ContainerInstance/containerGroups and cannot be used by AKS. Please use a subnet without delegation.',
        { target: 'agentPoolProfile.vnetSubnetID' },
      ).reply,
  },
  'subnet-too-small': {
    what: '400 `InsufficientSubnetSize` on the PUT',
    source: 'Azure/AKS-Construction#701',
    on: ['put'],
    answer: () =>
      aksError(
        400,
        'InsufficientSubnetSize',
        'Pre-allocated IPs 1280 exceeds IPs available 1024 in Subnet Cidr 10.240.100.0/22, Subnet Name networkProfile.podCIDR. If Autoscaler is enabled, the max-count from each nodepool is counted towards this total (which means that pre-allocated IPs count represents a theoretical max value, not the actual number of IPs requested). http://aka.ms/aks/insufficientsubnetsize',
        { target: 'networkProfile.podCIDR' },
      ).reply,
  },
  'policy-denies': {
    what: '403 `RequestDisallowedByPolicy` on the PUT',
    source: 'learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy',
    on: ['put'],
    answer: ({ name, subscriptionId }) => {
      const scope = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization`;
      const info = {
        policyAssignmentId: `${scope}/policyAssignments/only-private`,
        policyAssignmentDisplayName: 'Only private clusters',
        policyDefinitionId: `${scope}/policyDefinitions/only-private`,
      };
      return armError(
        403,
        'RequestDisallowedByPolicy',
        `Resource '${name}' was disallowed by policy. Policy identifiers: '${JSON.stringify([
          { policyAssignment: { name: 'Only private clusters', id: info.policyAssignmentId } },
        ])}'.`,
        { target: name, additionalInfo: [{ type: 'PolicyViolation', info }] },
      ).reply;
    },
  },
  'right-missing': {
    what: '403 `AuthorizationFailed` on the PUT, for good',
    source: 'rancher/rancher#11473',
    on: ['put'],
    answer: ({ path }) => writeForbidden(path).reply,
  },
  'not-registered': {
    what: '409 `MissingSubscriptionRegistration` on the PUT',
    source: 'microsoft/microsoft-foundry-for-vscode#270',
    on: ['put'],
    answer: () => {
      const message =
        "The subscription is not registered to use namespace 'Microsoft.ContainerService'. See https://aka.ms/rps-not-found for how to register subscriptions.";
      return armError(409, 'MissingSubscriptionRegistration', message, {
        details: [{ code: 'MissingSubscriptionRegistration', target: 'Microsoft.ContainerService', message }],
      }).reply;
    },
  },
  'subscription-disabled': {
    what: '409 `ReadOnlyDisabledSubscription` on writes',
    source: 'learn.microsoft.com/azure/cost-management-billing/manage/subscription-disabled',
    on: ['put', 'delete', 'group-put'],
    answer: ({ subscriptionId }) =>
      armError(
        409,
        'ReadOnlyDisabledSubscription',
        `The subscription '${subscriptionId}' is disabled and therefore marked as read only. You cannot perform any write actions on this subscription until it is re-enabled.`,
      ).reply,
  },
  locked: {
    what: '409 `ScopeLocked` on the DELETE of a cluster or of a resource group (`CanNotDelete`)',
    source: 'learn.microsoft.com/azure/azure-resource-manager/management/lock-resources',
    on: ['delete', 'group-delete'],
    answer: ({ path, subscriptionId, group }) => {
      const scope = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
      return armError(
        409,
        'ScopeLocked',
        `The scope '${path}' cannot perform delete operation because following scope(s) are locked: '${scope}'. Please remove the lock and try again.`,
      ).reply;
    },
  },
  'group-being-deleted': {
    what: '409 `ResourceGroupBeingDeleted` on the PUT',
    source: 'learn.microsoft.com/azure/azure-resource-manager/management/delete-resource-group',
    on: ['put'],
    answer: ({ group }) =>
      armError(
        409,
        'ResourceGroupBeingDeleted',
        `The resource group '${group}' is in deprovisioning state and cannot perform this operation.`,
      ).reply,
  },
} satisfies Record<string, CatalogueEntry>;
