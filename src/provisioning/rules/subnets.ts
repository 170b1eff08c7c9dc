import type { FieldError } from '../../model/problem.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';

/** Whether any pool is to be in a subnet of the caller's own. */
export function hasOwnSubnet({ nodePools = [] }: Draft): boolean {
  return nodePools.some((pool) => pool.vnetSubnetId !== undefined);
}

/** All pools in subnets of one network of one's own, or none; and an identity that can be given rights there beforehand. */
export function subnetRules(draft: Draft): FieldError[] {
  const { nodePools = [], identity } = draft;
  if (!hasOwnSubnet(draft)) return [];
  const errors: FieldError[] = [];
  if (nodePools.some((pool) => pool.vnetSubnetId === undefined)) {
    errors.push(fault('/nodePools', 'mixed-subnets', 'Either every pool names a subnet, or none does.'));
  }
  const first = nodePools.find((pool) => pool.vnetSubnetId !== undefined)?.vnetSubnetId ?? '';
  for (const [index, { vnetSubnetId }] of nodePools.entries()) {
    if (vnetSubnetId !== undefined && networkOf(vnetSubnetId) !== networkOf(first)) {
      const detail = 'All pools must be in subnets of one virtual network.';
      errors.push(fault(`/nodePools/${index}/vnetSubnetId`, 'other-network', detail));
    }
  }
  if (identity === undefined || identity.type === 'SystemAssigned') {
    const detail =
      'A subnet of your own requires an identity of type UserAssigned: the one that AKS assigns comes to be with the cluster, too late to be given rights on the subnet.';
    errors.push(fault('/identity', 'user-assigned-required', detail));
  }
  return errors;
}

function networkOf(subnetId: string): string | undefined {
  return subnetId.toLowerCase().split('/subnets/')[0];
}
