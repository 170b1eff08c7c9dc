import type { AzureFault } from '../error-body.ts';
import type { Row } from './row.ts';

/** `standardDv5Family vCPUs in westus: raise the limit from 0 to 4 …`, as far as Azure's text tells. */
export function quotaRemedy({ message }: AzureFault): string | undefined {
  const read = (pattern: RegExp) => pattern.exec(message)?.[1]?.trim();
  const what =
    read(/approved (.{1,60}?) (?:Cores )?quota/i) ??
    read(/for family (\w+)/i) ??
    (/regional vcpu|total regional/i.test(message) ? 'regional' : undefined);
  if (!what) return undefined;
  const region = read(/Location: ([\w ]+)/i) ?? read(/for (?:location|region) (\w+)/i);
  const [limit, used, wanted] = [
    read(/Current Limit: (\d+)/i),
    read(/Current Usage: (\d+)/i),
    read(/New Limit Required: (\d+)/i),
  ];
  const [left, requested] = [
    read(/(?:left regional vcpu quota|remaining) (\d+)/i),
    read(/requested(?: quota)? (\d+)/i),
  ];
  const figures =
    wanted !== undefined
      ? ` from ${limit ?? '?'} (${used ?? '?'} in use) to at least ${wanted}`
      : requested !== undefined
        ? `: ${requested} vCPUs are needed and ${left ?? 'too few'} left`
        : '';
  const where = region ? ` in ${region}` : '';
  const look = region ? ` (az vm list-usage -l ${region} -o table shows it)` : '';
  return `Have the quota of ${what} vCPUs${where} raised${figures}${look}; or order a smaller size, fewer nodes or another region. Surge nodes count too.`;
}

const otherSize =
  'Order another VM size, zone or region: az vm list-skus -l <region> --resource-type virtualMachines shows what is open to the subscription.';
const anotherZone = 'Retry the job later, or order another zone, size or region; more zones give Azure more choice.';
const anotherVersion =
  'Order a Kubernetes version that az aks get-versions -l <region> lists, or none for the default.';
const fullRegion = 'The region is short of AKS capacity: retry the job in some hours, or order in another region.';

/** Quota, sizes, capacity and versions: four different things, with four different remedies. */
export const roomRows: readonly Row[] = [
  // quota
  ['ErrCode_InsufficientVCPUQuota', 'U', 'azure-quota-exceeded', quotaRemedy],
  ['InsufficientVCPUQuota', 'U', 'azure-quota-exceeded', quotaRemedy],
  ['QuotaExceeded', 'U', 'azure-quota-exceeded', quotaRemedy],
  [
    'ManagedClusterCountExceedsQuotaLimit',
    'U',
    'azure-quota-exceeded',
    'Delete AKS clusters of the region that nobody needs, or have its quota of managed clusters raised (Quotas in the portal).',
  ],
  [
    'PublicIPCountLimitReached',
    'U',
    'azure-quota-exceeded',
    'Free public IP addresses of the region or have their quota raised; or order an outboundType that needs none (a NAT gateway of your own, userDefinedRouting).',
  ],
  [
    'RoleAssignmentLimitExceeded',
    'U',
    'azure-quota-exceeded',
    'Remove role assignments that nobody needs: a subscription has room for 4000.',
  ],
  // sizes and zones
  ['SkuNotAvailable', 'T', 'azure-size-not-offered', otherSize],
  ['VMSizeNotSupported', 'T', 'azure-size-not-offered', 'Order one of the VM sizes that the Azure message lists.'],
  [
    'SystemPoolSkuTooLow',
    'T',
    'azure-size-not-offered',
    'Give the system pool a VM size with at least 2 vCPUs and 4 GB.',
  ],
  [
    'AvailabilityZoneNotSupported',
    'T',
    'azure-size-not-offered',
    'Take the zones that the Azure message names out of availabilityZones; if it supports none, order without zones or in another region.',
  ],
  // capacity
  ['AllocationFailed', 'R', 'azure-capacity-short'],
  ['ZonalAllocationFailed', 'R', 'azure-capacity-short', anotherZone],
  ['OverconstrainedAllocationRequest', 'R', 'azure-capacity-short', anotherZone],
  [
    'OverconstrainedZonalAllocationRequest',
    'R',
    'azure-capacity-short',
    'Retry the job later, or order with fewer constraints than the Azure message lists: another zone, another size, managed OS disks.',
  ],
  ['AKSCapacityHeavyUsage', 'R', 'azure-capacity-short', fullRegion],
  ['UnderlaysOverConstrained', 'R', 'azure-capacity-short', fullRegion],
  ['RegionOverConstrained', 'R', 'azure-capacity-short', fullRegion],
  // versions
  ['K8sVersionNotSupported', 'T', 'unsupported-version', anotherVersion],
  ['AgentPoolK8sVersionNotSupported', 'T', 'unsupported-version', anotherVersion],
];
