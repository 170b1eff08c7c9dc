import type { Identity, ResolvedApiServerAccess } from '../model/access.ts';
import { mergePatch } from '../model/merge-patch.ts';
import type { ResolvedNetwork } from '../model/network.ts';
import type { ResolvedPool } from '../model/node-pool.ts';
import type { ResolvedOrder } from '../model/order.ts';
import type { ArmClusterBody, ArmNetwork, ArmPool } from '../ports.ts';
import { defaults } from './defaults.ts';
import { present } from './present.ts';

/**
 * What is PUT for an order, to the letter: JSON in ARM's wire names, with the caller's `armOverrides` laid over it last.
 * @param tags those by which Slipway knows its own; neither order nor overrides can set them
 */
export function armBody(order: ResolvedOrder, tags: Record<string, string>): ArmClusterBody {
  const tier = order.tier ?? defaults.tier;
  const body: ArmClusterBody = {
    location: order.location,
    tags: { ...order.tags, ...tags },
    sku: { name: 'Base', tier },
    identity: identityOf(order.identity ?? defaults.identity),
    properties: {
      ...present({ kubernetesVersion: order.kubernetesVersion }),
      // The two go together: AKS refuses either alone.
      ...(tier === 'Premium' ? { supportPlan: 'AKSLongTermSupport' } : {}),
      dnsPrefix: order.dnsPrefix,
      ...present({ nodeResourceGroup: order.nodeResourceGroup }),
      enableRBAC: true,
      agentPoolProfiles: order.nodePools.map(poolOf),
      networkProfile: networkOf(order.network),
      ...accessOf(order),
      ...linuxOf(order),
      autoUpgradeProfile: {
        upgradeChannel: order.autoUpgrade ?? defaults.autoUpgrade,
        nodeOSUpgradeChannel: order.nodeOsUpgrade ?? defaults.nodeOsUpgrade,
      },
    },
  };
  // The offline rules have seen to it that the overrides touch nothing of what is named here.
  return mergePatch(body, order.armOverrides ?? {}) as ArmClusterBody;
}

function identityOf(identity: Identity): NonNullable<ArmClusterBody['identity']> {
  if (identity.type === 'SystemAssigned') return identity;
  return { type: identity.type, userAssignedIdentities: { [identity.resourceId]: {} } };
}

function poolOf({ minCount, maxCount, vnetSubnetId, maxSurge, ...pool }: ResolvedPool): ArmPool {
  return {
    ...pool,
    type: 'VirtualMachineScaleSets',
    osType: 'Linux',
    ...(minCount === undefined ? {} : { enableAutoScaling: true, minCount, ...present({ maxCount }) }),
    ...present({ vnetSubnetID: vnetSubnetId }),
    ...(maxSurge ? { upgradeSettings: { maxSurge } } : {}),
  };
}

/** No networkPolicy, no pluginMode and no dataplane: AKS refuses them with plug-in none. */
function networkOf({ natGateway, loadBalancer, ...network }: ResolvedNetwork): ArmNetwork {
  return {
    networkPlugin: 'none',
    ...network,
    loadBalancerSku: 'standard',
    ...(natGateway
      ? {
          natGatewayProfile: {
            managedOutboundIPProfile: { count: natGateway.managedOutboundIPCount },
            idleTimeoutInMinutes: natGateway.idleTimeoutInMinutes,
          },
        }
      : {}),
    ...(loadBalancer ? { loadBalancerProfile: loadBalancerOf(loadBalancer) } : {}),
  };
}

function loadBalancerOf({
  managedOutboundIPCount: count,
  outboundIPs,
  outboundIPPrefixes,
  ...settings
}: NonNullable<ResolvedNetwork['loadBalancer']>): NonNullable<ArmNetwork['loadBalancerProfile']> {
  const byId = (id: string) => ({ id });
  return {
    ...(count ? { managedOutboundIPs: { count } } : {}),
    ...(outboundIPs ? { outboundIPs: { publicIPs: outboundIPs.map(byId) } } : {}),
    ...(outboundIPPrefixes ? { outboundIPPrefixes: { publicIPPrefixes: outboundIPPrefixes.map(byId) } } : {}),
    ...settings,
  };
}

function accessOf(order: ResolvedOrder): Partial<ArmClusterBody['properties']> {
  const access: ResolvedApiServerAccess = order.apiServerAccess ?? defaults.apiServerAccess;
  const { private: isPrivate, privateDnsZone, authorizedIpRanges } = access;
  const { aadProfile: aad } = order;
  return {
    ...(isPrivate || authorizedIpRanges.length > 0
      ? {
          apiServerAccessProfile: {
            enablePrivateCluster: isPrivate,
            ...present({ privateDNSZone: privateDnsZone }),
            ...(authorizedIpRanges.length > 0 ? { authorizedIPRanges: authorizedIpRanges } : {}),
          },
        }
      : {}),
    ...(aad
      ? {
          aadProfile: {
            managed: true,
            enableAzureRBAC: aad.enableAzureRbac,
            adminGroupObjectIDs: aad.adminGroupObjectIds,
            ...present({ tenantID: aad.tenantId }),
          },
        }
      : {}),
    disableLocalAccounts: order.disableLocalAccounts ?? defaults.disableLocalAccounts,
  };
}

/** Without a key no profile: AKS then makes nodes to which nobody logs in. */
function linuxOf({ sshPublicKey, adminUsername }: ResolvedOrder): Partial<ArmClusterBody['properties']> {
  if (!sshPublicKey) return {};
  return { linuxProfile: { ...present({ adminUsername }), ssh: { publicKeys: [{ keyData: sshPublicKey }] } } };
}
