import type { Cluster } from '../model/cluster.ts';
import type { EntraPrincipal } from '../ports.ts';

/** The role with which Azure RBAC lets a principal do everything inside a cluster. */
export const adminRole = 'Azure Kubernetes Service RBAC Cluster Admin';

/** What lets the account's principal into the API server of a cluster with an `aadProfile`, as commands. */
export function wayIn({ armId, order }: Pick<Cluster, 'armId' | 'order'>, { objectId }: EntraPrincipal = {}): string {
  const whom = objectId ?? `<object id of the principal of account ${order.account}>`;
  if (order.aadProfile?.enableAzureRbac) {
    return `Run: az role assignment create --assignee-object-id ${whom} --assignee-principal-type ServicePrincipal --role "${adminRole}" --scope ${armId}; or assign it on the resource group or the subscription.`;
  }
  const [group = '<an admin group>'] = order.aadProfile?.adminGroupObjectIds ?? [];
  return `Run: az ad group member add --group ${group} --member-id ${whom}.`;
}
