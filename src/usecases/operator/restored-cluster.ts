import { parseCidr } from '../../model/cidr.ts';
import type { Cluster, ClusterState } from '../../model/cluster.ts';
import { idPattern, shardOfId, shardOfTenant, timeOfId } from '../../model/id.ts';
import { tenantPattern } from '../../model/principal.ts';
import { type Problem, problem } from '../../model/problem.ts';
import type { ListedCluster, TaggedGroup } from '../../ports.ts';
import { resolveOrder } from '../../provisioning/defaults.ts';
import { orderOfBody } from '../../provisioning/order-of-body.ts';
import { clusterArmId } from '../../provisioning/target.ts';
import type { AccountAccess } from '../deps.ts';
import type { Managed } from './managed-resources.ts';

export interface RestoreRules {
  accountsOf(tenant: string): readonly AccountAccess[];
  groups: readonly Managed<TaggedGroup>[];
  /** The time of the restoration, ISO 8601. */
  at: string;
}

/** The record of a cluster as its tags and its body in ARM tell it; or why they do not. */
export function restoredCluster(
  { scope, resource }: Managed<ListedCluster>,
  { accountsOf, groups, at }: RestoreRules,
): { cluster: Cluster } | { refused: string } {
  const owner = ownerOf(resource);
  if ('refused' in owner) return owner;
  const { id, tenant, plugin } = owner;
  const subscription = scope.subscriptionId.toLowerCase();
  const account = accountsOf(tenant).find((each) =>
    each.subscriptions.some((one) => one.toLowerCase() === subscription),
  );
  if (!account) {
    return { refused: `Tenant ${tenant} is not configured: no account of this subscription is open to it.` };
  }
  const group = groups.find(
    (each) =>
      each.scope.subscriptionId.toLowerCase() === subscription &&
      each.resource.name.toLowerCase() === resource.group.toLowerCase(),
  );
  const groupCreatedByUs = group?.resource.tags['slipway-cluster'] === id;
  // As ARM writes the name of a group; in the id of a cluster its letters may be small.
  const resourceGroup = { name: group?.resource.name ?? resource.group, create: groupCreatedByUs };
  const where = { name: account.name, subscriptionId: scope.subscriptionId };
  // What the CNI was told, labels and metadata are in no tag.
  const told = orderOfBody(resource.body, resourceGroup.name, resource.name);
  const network = { ...told.network, ...podRangeOf(resource) };
  const order = resolveOrder({ ...told, network, name: resource.name, resourceGroup, cni: { plugin } }, where);
  const { state, error } = stateOf(resource, plugin);
  const { fqdn, nodeResourceGroup, networkPlugin } = resource;
  return {
    cluster: {
      schema: 1,
      id,
      tenant,
      name: resource.name,
      state,
      origin: 'created',
      armId: clusterArmId(order),
      order,
      labels: {},
      metadata: {},
      requestedBy: 'rebuild',
      createdAt: new Date(timeOfId(id)).toISOString(),
      updatedAt: at,
      rebuiltAt: at,
      observed: {
        createdByUs: true,
        ...(groupCreatedByUs ? { groupCreatedByUs } : {}),
        ...(fqdn ? { fqdn } : {}),
        ...(nodeResourceGroup ? { nodeResourceGroup } : {}),
        ...(networkPlugin ? { networkPlugin } : {}),
      },
      ...(error ? { error } : {}),
      lastJob: '',
    },
  };
}

/** Whose it is, by its tags. */
function ownerOf({ tags }: ListedCluster): { id: string; tenant: string; plugin: string } | { refused: string } {
  const { 'slipway-cluster': id = '', 'slipway-tenant': tenant = '', 'slipway-cni': plugin = '' } = tags;
  if (!new RegExp(idPattern('cls')).test(id)) return { refused: 'The tag slipway-cluster is no id of a cluster.' };
  if (!tenantPattern.test(tenant)) return { refused: 'The tag slipway-tenant is no name of a tenant.' };
  if (!/^[a-z0-9-]{1,64}$/.test(plugin)) return { refused: 'The tag slipway-cni is no name of a CNI.' };
  if (shardOfId(id) !== shardOfTenant(tenant)) {
    return { refused: `The tags contradict each other: ${id} is not of the shard of tenant ${tenant}.` };
  }
  return { id, tenant, plugin };
}

/** What the CNI hands out addresses of, by the tag; clusters of earlier releases have none. */
function podRangeOf({ tags }: ListedCluster): { podCidr?: string } {
  const podCidr = tags['slipway-pod-cidr'] ?? '';
  return typeof parseCidr(podCidr) === 'string' ? {} : { podCidr };
}

/** Where it stands without the job that may have been at work on it. */
function stateOf(seen: ListedCluster, plugin: string): { state: ClusterState; error?: Problem } {
  const lost = (detail: string) => problem('job-lost', detail);
  switch (seen.provisioningState) {
    case 'Deleting':
      return {
        state: 'DeleteFailed',
        error: lost('Azure is deleting the cluster; the job that asked it to was lost.'),
      };
    case 'Creating':
      return {
        state: 'Failed',
        error: lost('Azure is creating the cluster; the job that would see to the rest was lost.'),
      };
    case 'Failed':
    case 'Canceled':
      return {
        state: 'Failed',
        error: seen.failure?.problem ?? lost(`Azure says ${seen.provisioningState} of the cluster.`),
      };
    default:
      if (seen.networkPlugin !== 'none') {
        const said = `The cluster reads back networkPlugin ${seen.networkPlugin ?? '(nothing)'}, not none.`;
        return { state: 'Failed', error: problem('plugin-mismatch', said) };
      }
      // Updating, Upgrading and whatever else is done to a cluster that has come to be.
      return { state: plugin === 'external' ? 'AwaitingCni' : 'Ready' };
  }
}
