import { armBody } from '../arm-body.ts';
import { groupId, ownTags } from '../target.ts';
import { type Check, failed, passed, unknown } from './check.ts';
import { policyProvider } from './needed-providers.ts';

/** No policy denies the cluster, as far as Azure tells beforehand: it is asked about the very body that would be sent. */
export const policyAllows: Check = {
  name: 'policy-allows',
  async run({ facts, cluster, instance }) {
    const { order } = cluster;
    if ((await facts.providers())[policyProvider.toLowerCase()] !== 'Registered') {
      return unknown(
        `Policies can be asked only once ${policyProvider} is registered.`,
        `Run: az provider register -n ${policyProvider} --subscription ${order.subscriptionId} --wait`,
      );
    }
    const version = (await facts.version())?.version;
    const group = await facts.resourceGroup(order.resourceGroup.name);
    const body = armBody({ ...order, ...(version ? { kubernetesVersion: version } : {}) }, ownTags(cluster, instance));
    const resource = { type: 'Microsoft.ContainerService/managedClusters', name: order.name, ...body };
    const denials = await facts.policyDenials(
      group ? groupId(cluster) : `/subscriptions/${order.subscriptionId}`,
      resource,
    );
    if (denials.length === 0) return passed('As far as Azure tells beforehand, no policy denies the cluster.');
    const names = denials.map(({ assignmentId }) => assignmentId.split('/').at(-1)).join(', ');
    const reasons = denials.flatMap(({ reason }) => reason ?? []).join('; ');
    return failed(
      undefined,
      `Azure Policy denies the cluster: ${names}${reasons ? ` (${reasons})` : ''}.`,
      `Order what the policy asks for, or have its owner make an exemption: az policy exemption create --policy-assignment ${denials[0]?.assignmentId} …`,
      denials.map(({ assignmentId }) => assignmentId).join('; '),
    );
  },
};
