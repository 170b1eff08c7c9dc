import type { Cluster } from '../model/cluster.ts';
import type { ResolvedOrder } from '../model/order.ts';
import { type Problem, problem } from '../model/problem.ts';
import { type Outcome, snooze } from '../model/step.ts';
import type { ArmCluster, ArmScope, BudgetKind, Learnt, StepContext } from '../ports.ts';

export { kubeTarget } from '../model/kube-target.ts';

/** The cluster that an order asks for. Where an order is only checked, nothing in Azure bears the id. */
export type Wanted = Pick<Cluster, 'id' | 'tenant' | 'order'>;

export function armScope({ order }: Pick<Cluster, 'order'>): ArmScope {
  return { account: order.account, subscriptionId: order.subscriptionId };
}

/**
 * The tags that tell whose a resource is, and the range of pods: with plug-in none ARM keeps none, and a CNI that is
 * changed after the record was lost has to keep to it. Their prefix is reserved: an order cannot set them. */
export function ownTags(cluster: Wanted, instance: string): Record<string, string> {
  return {
    'slipway-instance': instance,
    'slipway-cluster': cluster.id,
    'slipway-tenant': cluster.tenant,
    'slipway-cni': cluster.order.cni.plugin,
    'slipway-pod-cidr': cluster.order.network.podCidr,
  };
}

/** Whether a resource with these tags was made by this installation for this cluster. */
export function isOurs(tags: Record<string, string>, cluster: Pick<Cluster, 'id'>, instance: string): boolean {
  return tags['slipway-instance'] === instance && tags['slipway-cluster'] === cluster.id;
}

/**
 * The conflict of a cluster in Azure that does not bear our tags: somebody else's, or one that the record knows to be of our
 * making and whose tags somebody has taken off. Neither is touched; and the caller hears of both.
 */
export function foreign(cluster: Cluster, tags: Record<string, string>): Problem {
  if (!cluster.observed.createdByUs) {
    const { 'slipway-instance': maker } = tags;
    const whose = maker ? `was made for another order (by the Slipway ${maker})` : 'was not made by Slipway';
    return problem('azure-conflict', `${cluster.armId} exists and ${whose}.`);
  }
  return problem('azure-conflict', `${cluster.armId} no longer bears the tags by which Slipway knows its own.`, {
    remedy: `If it is the cluster of this order, put the tag back: az aks update --tags slipway-cluster=${cluster.id} slipway-instance=… (this replaces all tags, so name the others too); then try again.`,
  });
}

/** What there is to learn from the sight of a cluster of ours. */
export function sightingOf(seen: ArmCluster): Learnt {
  return {
    createdByUs: true,
    ...(seen.fqdn ? { fqdn: seen.fqdn } : {}),
    ...(seen.nodeResourceGroup ? { nodeResourceGroup: seen.nodeResourceGroup } : {}),
    ...(seen.networkPlugin ? { networkPlugin: seen.networkPlugin } : {}),
    ...(seen.kubernetesVersion ? { kubernetesVersion: seen.kubernetesVersion } : {}),
  };
}

/** Whether Azure has stopped working on the cluster. Words it may add count as working. */
export function isSettled(cluster: ArmCluster): boolean {
  return ['Succeeded', 'Failed', 'Canceled'].includes(cluster.provisioningState);
}

/** The answer of a step whose process was stopped past its lease: whoever holds the job now looks first. */
export function heldUp(): Outcome {
  return snooze(0, 'Held up for longer than the lease; looking again.');
}

export function clusterArmId({ subscriptionId, resourceGroup, name }: ResolvedOrder): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup.name}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** The ARM id of the cluster's resource group, or of another one in its subscription. */
export function groupId({ order }: Pick<Cluster, 'order'>, name = order.resourceGroup.name): string {
  return `/subscriptions/${order.subscriptionId}/resourceGroups/${name}`;
}

/** A `budget` for steps that only read from ARM, or that may also change something. */
export function drawsOn(kind: BudgetKind) {
  return ({ cluster }: StepContext) => ({ scope: armScope(cluster), kind });
}

export const minutes = (count: number) => count * 60_000;
