import type { Identity } from '../model/access.ts';
import type { LoadBalancer, Network } from '../model/network.ts';
import type { NodePool } from '../model/node-pool.ts';
import type { Order } from '../model/order.ts';
import type { ArmClusterBody, ArmNetwork, ArmPool } from '../ports.ts';
import { present } from './present.ts';

/** The part of an order that a body of ARM tells. */
type Told = Omit<Order, 'name' | 'resourceGroup' | 'cni'>;

/**
 * The way back from `armBody`, as far as ARM keeps what it was sent. The range of pods it does not keep with plug-in
 * none; overrides cannot be told from what AKS fills in; the maintenance window is a resource of its own.
 * @param group the cluster's resource group, `name` the cluster: AKS's own name for the node group is made of them
 */
export function orderOfBody(
  { location, tags, sku, identity, properties }: ArmClusterBody,
  group: string,
  name: string,
) {
  const { dnsPrefix, nodeResourceGroup, apiServerAccessProfile: access, aadProfile: aad, linuxProfile } = properties;
  const { upgradeChannel, nodeOSUpgradeChannel } = properties.autoUpgradeProfile ?? {};
  const sshPublicKey = linuxProfile?.ssh?.publicKeys?.[0]?.keyData;
  const isOurName = nodeResourceGroup?.toLowerCase() === `mc_${group}_${name}_${location}`.toLowerCase();
  return present({
    location,
    kubernetesVersion: properties.currentKubernetesVersion ?? properties.kubernetesVersion,
    tier: sku?.tier,
    dnsPrefix,
    nodeResourceGroup: isOurName ? undefined : nodeResourceGroup,
    tags: Object.fromEntries(Object.entries(tags ?? {}).filter(([key]) => !key.toLowerCase().startsWith('slipway-'))),
    identity: identityOf(identity),
    nodePools: (properties.agentPoolProfiles ?? []).map(poolOf),
    network: networkOf(properties.networkProfile ?? {}),
    apiServerAccess: access && {
      private: access.enablePrivateCluster ?? false,
      authorizedIpRanges: access.authorizedIPRanges ?? [],
      ...(access.privateDNSZone ? { privateDnsZone: access.privateDNSZone } : {}),
    },
    aadProfile: aad && {
      adminGroupObjectIds: aad.adminGroupObjectIDs ?? [],
      enableAzureRbac: aad.enableAzureRBAC ?? false,
      ...(aad.tenantID ? { tenantId: aad.tenantID } : {}),
    },
    disableLocalAccounts: properties.disableLocalAccounts,
    sshPublicKey,
    adminUsername: sshPublicKey ? linuxProfile?.adminUsername : undefined,
    autoUpgrade: upgradeChannel,
    nodeOsUpgrade: nodeOSUpgradeChannel,
    // What AKS keeps it took from an order: the words of its enums are ours.
  }) as Told;
}

function identityOf(identity: ArmClusterBody['identity']): Identity | undefined {
  if (identity?.type !== 'UserAssigned') return undefined;
  const [resourceId] = Object.keys(identity.userAssignedIdentities ?? {});
  return resourceId ? { type: 'UserAssigned', resourceId } : undefined;
}

function poolOf(pool: ArmPool): NodePool {
  const { name, mode, count, enableAutoScaling, minCount, maxCount, vnetSubnetID, upgradeSettings, ...rest } = pool;
  const { vmSize, osDiskSizeGB, maxPods, availabilityZones, nodeLabels, nodeTaints } = rest;
  return present({
    name,
    mode: mode === 'System' ? 'System' : 'User',
    count,
    ...(enableAutoScaling ? { minCount, maxCount } : {}),
    vmSize,
    osDiskSizeGB,
    maxPods,
    vnetSubnetId: vnetSubnetID,
    availabilityZones,
    nodeLabels,
    nodeTaints,
    maxSurge: upgradeSettings?.maxSurge,
  }) as NodePool;
}

function networkOf(network: ArmNetwork): Network {
  const { podCidr, serviceCidr, dnsServiceIP, outboundType, natGatewayProfile: nat, loadBalancerProfile: lb } = network;
  return present({
    podCidr,
    serviceCidr,
    dnsServiceIP,
    outboundType,
    natGateway:
      nat &&
      present({
        managedOutboundIPCount: nat.managedOutboundIPProfile?.count,
        idleTimeoutInMinutes: nat.idleTimeoutInMinutes,
      }),
    loadBalancer: lb && loadBalancerOf(lb),
  }) as Network;
}

function loadBalancerOf(lb: NonNullable<ArmNetwork['loadBalancerProfile']>): LoadBalancer {
  const idOf = ({ id }: { id: string }) => id;
  return present({
    managedOutboundIPCount: lb.managedOutboundIPs?.count,
    outboundIPs: lb.outboundIPs?.publicIPs?.map(idOf),
    outboundIPPrefixes: lb.outboundIPPrefixes?.publicIPPrefixes?.map(idOf),
    allocatedOutboundPorts: lb.allocatedOutboundPorts,
    idleTimeoutInMinutes: lb.idleTimeoutInMinutes,
  });
}
