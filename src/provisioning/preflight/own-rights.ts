import type { ResolvedOrder } from '../../model/order.ts';
import { defaults } from '../defaults.ts';
import { groupId } from '../target.ts';
import { type Check, type CheckContext, failed, passed } from './check.ts';
import { permits } from './network/rights.ts';
import { isForbidden } from './verdict.ts';

/** An action, and the ARM id that it has to be allowed at. */
interface Demand {
  action: string;
  at: string;
}

const clusters = 'Microsoft.ContainerService/managedClusters';
const groups = 'Microsoft.Resources/subscriptions/resourceGroups';

/** Our own principal may do what the order takes: at the group, at the subnets and at the identity that it names. */
export const ownRights: Check = {
  name: 'own-rights',
  async run(context) {
    const { order } = context.cluster;
    const group = await context.facts.resourceGroup(order.resourceGroup.name);
    // A group that is still to be made grants nothing of its own.
    const at = group ? groupId(context.cluster) : `/subscriptions/${order.subscriptionId}`;
    const missing = await lacking(context, demandsOf(order, at, group === undefined));
    const fact = missing.map((one) => `no ${one.action} at ${one.at}`).join('; ');
    if (missing.length > 0) {
      return failed(
        '/account',
        `Slipway's principal lacks ${missing.map(({ action }) => action).join(', ')}.`,
        `Grant it a role with these actions: ${[...new Set(missing.map((one) => one.at))]
          .map((scope) => `az role assignment create --assignee <Slipway's principal> --role <role> --scope ${scope}`)
          .join('; ')}`,
        fact,
      );
    }
    const later = await lacking(context, [
      { action: `${clusters}/delete`, at },
      { action: `${clusters}/abort/action`, at },
    ]);
    const warning =
      later.length > 0 ? ` It lacks ${later.map(({ action }) => action).join(', ')} for what may follow.` : '';
    return passed(`Slipway's principal may do all that the order takes.${warning}`);
  },
};

function demandsOf(order: ResolvedOrder, at: string, makesGroup: boolean): Demand[] {
  const { identity = defaults.identity, nodePools, disableLocalAccounts, maintenanceWindow, onFailure } = order;
  const credential = disableLocalAccounts ? 'listClusterUserCredential' : 'listClusterAdminCredential';
  const actions = [
    `${clusters}/read`,
    `${clusters}/write`,
    `${clusters}/${credential}/action`,
    `${groups}/read`,
    ...(makesGroup ? [`${groups}/write`] : []),
    ...(maintenanceWindow ? [`${clusters}/maintenanceConfigurations/write`] : []),
    ...(onFailure === 'delete' ? [`${clusters}/delete`] : []),
  ];
  const subnets = [...new Set(nodePools.flatMap(({ vnetSubnetId }) => vnetSubnetId ?? []))];
  return [
    ...actions.map((action) => ({ action, at })),
    ...subnets.map((id) => ({ action: 'Microsoft.Network/virtualNetworks/subnets/join/action', at: id })),
    ...(identity.type === 'UserAssigned'
      ? [{ action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', at: identity.resourceId }]
      : []),
  ];
}

/**
 * The demands that are not met. Most installations hold their roles on the subscription, so that it is asked first, and
 * what is narrower only for what it does not grant.
 */
async function lacking(context: CheckContext, demands: Demand[]): Promise<Demand[]> {
  const missing: Demand[] = [];
  for (const demand of demands) if (!(await isMet(context, demand))) missing.push(demand);
  return missing;
}

async function isMet({ facts }: CheckContext, { action, at }: Demand): Promise<boolean> {
  const widening = [3, 5, undefined].map((parts) => at.split('/').slice(0, parts).join('/').toLowerCase());
  for (const scope of new Set(widening)) {
    const held = await facts.ownPermissions(scope).catch((error) => {
      // With a role on the group alone we may not even ask above it.
      if (scope !== at.toLowerCase() && isForbidden(error)) return [];
      throw error;
    });
    if (permits(held, action)) return true;
  }
  return false;
}
