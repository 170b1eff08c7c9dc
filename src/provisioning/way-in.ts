import type { ResolvedOrder } from '../model/order.ts';
import type { EntraPrincipal } from '../ports.ts';
import { grantCommand } from './preflight/network/roles.ts';

/** The role with which Azure RBAC lets a principal do everything inside a cluster. */
export const adminRole = {
  name: 'Azure Kubernetes Service RBAC Cluster Admin',
  id: 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b',
};

/**
 * What lets the account's principal into the API server of a cluster with an `aadProfile`, as a command.
 * @param scope the ARM id where the role would be assigned: of the cluster, or of what it will be in
 */
export function wayIn(order: ResolvedOrder, scope: string, { objectId }: EntraPrincipal = {}): string {
  const whom = objectId ?? `<object id of the principal of account ${order.account}>`;
  if (order.aadProfile?.enableAzureRbac) return `Run: ${grantCommand(whom, adminRole.name, scope)}`;
  const [group = '<an admin group>'] = order.aadProfile?.adminGroupObjectIds ?? [];
  return `Run: az ad group member add --group ${group} --member-id ${whom}`;
}
