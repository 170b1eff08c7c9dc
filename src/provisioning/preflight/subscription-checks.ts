import { capacity } from './capacity.ts';
import type { Check } from './check.ts';
import { clusterQuota } from './cluster-quota.ts';
import { groupUnlocked } from './group-unlocked.ts';
import { nodeGroupFree } from './node-group-free.ts';
import { ownRights } from './own-rights.ts';
import { policyAllows } from './policy-allows.ts';
import { publicIpQuota } from './public-ip-quota.ts';
import { vcpuQuota } from './vcpu-quota.ts';
import { vmSizeFit } from './vm-size-fit.ts';
import { vmSizeOffered } from './vm-size-offered.ts';

/** What the subscription and the region set limits to. */
export const subscriptionChecks: readonly Check[] = [
  groupUnlocked,
  nodeGroupFree,
  vmSizeOffered,
  vmSizeFit,
  vcpuQuota,
  capacity,
  clusterQuota,
  publicIpQuota,
  ownRights,
  policyAllows,
];
