import { armScope } from '../target.ts';
import { type Check, failed, notApplicable, passed } from './check.ts';
import { partsOf } from './network/own-subnets.ts';

/** The user-assigned identity that the order names exists. */
export const identityExists: Check = {
  name: 'identity-exists',
  async run({ cluster, facts }) {
    const { identity, location } = cluster.order;
    if (identity?.type !== 'UserAssigned') return notApplicable('AKS makes the identity itself.');
    const found = await facts.userAssignedIdentity(identity.resourceId);
    const { group, name, at } = partsOf(identity.resourceId);
    if (!found) {
      return failed(
        '/identity/resourceId',
        `The identity ${name} does not exist in ${group}.`,
        `Correct the id, or run: az identity create ${at} -n ${name} -l ${location}`,
        'ARM says 404',
      );
    }
    const { subscriptionId } = armScope(cluster);
    const elsewhere = !found.id.toLowerCase().startsWith(`/subscriptions/${subscriptionId.toLowerCase()}/`);
    return passed(
      `The identity ${name} exists${elsewhere ? ', in another subscription than the cluster, which AKS allows within a tenant' : ''}.`,
      `principal ${found.principalId} in ${found.location}`,
    );
  },
};
