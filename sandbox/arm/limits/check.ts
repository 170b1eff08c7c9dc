import type { ReplyError } from '../../http/reply.ts';
import { normalLocation } from '../clusters/body.ts';
import type { ClusterRequest, PoolRequest } from '../clusters/request.ts';
import { aksError, armError } from '../errors.ts';
import { type Limits, type Take, takeOf, takeOfNodes } from './limits.ts';
import { findSize, type Size, zonesOf } from './size-catalogue.ts';

/**
 * What AKS and Compute refuse at a create for want of a size or of quota. Codes, and the texts of the quotas, the sizes
 * and the zones, are quoted in public; that of public addresses is ours.
 */
export function checkLimits(subscriptionId: string, request: ClusterRequest, limits: Limits): void {
  const location = normalLocation(request.location);
  const pools = request.properties.agentPoolProfiles ?? [];
  for (const pool of pools) checkSize(subscriptionId, location, pool, limits);
  checkTake(subscriptionId, location, takeOf(request.properties), limits);
}

/** The same of one pool of a cluster that exists: whether so many more nodes may come. */
export function checkPoolLimits(
  subscriptionId: string,
  location: string,
  pool: PoolRequest,
  more: number,
  limits: Limits,
): void {
  checkSize(subscriptionId, location, pool, limits);
  checkTake(subscriptionId, location, takeOfNodes(pool.vmSize ?? '', more), limits);
}

function checkTake(subscriptionId: string, location: string, take: Take, limits: Limits): void {
  for (const [name, wanted] of take) {
    const { used, limit } = limits.usage(subscriptionId, location, name);
    if (used + wanted > limit) throw shortOf(name, { location, used, limit, wanted });
  }
}

function checkSize(subscriptionId: string, location: string, pool: PoolRequest, limits: Limits): void {
  const { vmSize, name, mode, availabilityZones = [] } = pool;
  if (vmSize === undefined) return;
  const size = findSize(vmSize);
  const restrictions = limits.restrictionsOn(subscriptionId, location, vmSize);
  if (!size || restrictions.some(({ reason }) => reason === 'NotOffered')) {
    throw armError(
      409,
      'SkuNotAvailable',
      `The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: ${vmSize}' is currently not available in location '${location}'. Please try another size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details.`,
    );
  }
  if (restrictions.some(({ zones }) => zones.length === 0)) {
    throw aksError(
      400,
      'BadRequest',
      `The VM size of AgentPoolProfile:${name} is not allowed in your subscription in location '${location}'.  For more details, please visit https://aka.ms/cpu-quota`,
    );
  }
  checkZones(
    size,
    location,
    name,
    availabilityZones,
    restrictions.flatMap(({ zones }) => zones),
  );
  if (mode === 'System' && (size.vCPUs < 2 || size.memoryGB < 4)) {
    throw aksError(
      400,
      'SystemPoolSkuTooLow',
      `System node pool ${name} must use a VM sku with more than or equal to 2 cores and 4GB memory.`,
      { target: 'agentPoolProfile.vmSize' },
    );
  }
}

function checkZones(size: Size, location: string, pool: string, wanted: string[], withheld: string[]): void {
  const supported = zonesOf(size, location).filter((zone) => !withheld.includes(zone));
  const missing = wanted.filter((zone) => !supported.includes(zone));
  if (missing.length === 0) return;
  throw aksError(
    400,
    'AvailabilityZoneNotSupported',
    `The zone(s) ${missing.map((zone) => `'${zone}'`).join(',')} for resource '${pool}' is not supported. The supported zones for location '${location}' are '${supported.join(',')}'`,
    { target: 'agentPoolProfile.availabilityZones' },
  );
}

/** AKS's refusal for want of cores of all families (quoted in public issues). */
export function insufficientCores(location: string, left: number, wanted: number): ReplyError {
  const message = `Insufficient regional vcpu quota left for location ${location}. left regional vcpu quota ${left}, requested quota ${wanted}`;
  return aksError(400, 'ErrCode_InsufficientVCPUQuota', message);
}

interface Shortage {
  location: string;
  used: number;
  limit: number;
  wanted: number;
}

function shortOf(name: string, { location, used, limit, wanted }: Shortage) {
  const left = limit - used;
  if (name === 'ManagedClusters') {
    return aksError(
      400,
      'ManagedClusterCountExceedsQuotaLimit',
      `Operation results in exceeding quota limits for managed clusters. Maximum allowed: ${limit}, Current usage: ${used}, Additional requested: ${wanted}. Consider deleting unused clusters or requesting a quota increase. To request a quota increase, follow the instructions here: https://learn.microsoft.com/azure/quotas/quickstart-increase-quota-portal.`,
    );
  }
  if (/PublicIP/i.test(name)) {
    return aksError(
      400,
      'PublicIPCountLimitReached',
      `Cannot create more than ${limit} public IP addresses for this subscription in this region.`,
    );
  }
  if (name === 'cores') return insufficientCores(location, left, wanted);
  return aksError(
    400,
    'ErrCode_InsufficientVCPUQuota',
    `Insufficient vcpu quota requested ${wanted}, remaining ${left} for family ${name} for region ${location}. Surge nodes would also consume vcpu quota.`,
  );
}
