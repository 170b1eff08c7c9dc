/** An agent pool in ARM's wire names. */
export interface ArmPool {
  name: string;
  mode?: string;
  count?: number;
  minCount?: number;
  maxCount?: number;
  enableAutoScaling?: boolean;
  vmSize?: string;
  osDiskSizeGB?: number;
  maxPods?: number;
  vnetSubnetID?: string;
  availabilityZones?: string[];
  nodeLabels?: Record<string, string>;
  nodeTaints?: string[];
  upgradeSettings?: { maxSurge?: string };
  [other: string]: unknown;
}

/** `networkProfile` in ARM's wire names. */
export interface ArmNetwork {
  networkPlugin?: string;
  podCidr?: string;
  serviceCidr?: string;
  dnsServiceIP?: string;
  outboundType?: string;
  natGatewayProfile?: { managedOutboundIPProfile?: { count?: number }; idleTimeoutInMinutes?: number };
  loadBalancerProfile?: {
    managedOutboundIPs?: { count?: number };
    outboundIPs?: { publicIPs?: { id: string }[] };
    outboundIPPrefixes?: { publicIPPrefixes?: { id: string }[] };
    allocatedOutboundPorts?: number;
    idleTimeoutInMinutes?: number;
  };
  [other: string]: unknown;
}

/**
 * A managed cluster as JSON in ARM's wire names, as it is sent and as it comes back. Only what Slipway reads or writes
 * is named; a caller's `armOverrides` and AKS itself may put anything beside it.
 */
export interface ArmClusterBody {
  location: string;
  tags?: Record<string, string>;
  sku?: { name?: string; tier?: string };
  identity?: { type?: string; userAssignedIdentities?: Record<string, unknown> };
  properties: {
    kubernetesVersion?: string;
    /** Read only: the patch that a minor version came to mean. */
    currentKubernetesVersion?: string;
    dnsPrefix?: string;
    nodeResourceGroup?: string;
    agentPoolProfiles?: ArmPool[];
    networkProfile?: ArmNetwork;
    apiServerAccessProfile?: {
      enablePrivateCluster?: boolean;
      privateDNSZone?: string;
      authorizedIPRanges?: string[];
    };
    aadProfile?: { managed?: boolean; enableAzureRBAC?: boolean; adminGroupObjectIDs?: string[]; tenantID?: string };
    disableLocalAccounts?: boolean;
    linuxProfile?: { adminUsername?: string; ssh?: { publicKeys?: { keyData: string }[] } };
    autoUpgradeProfile?: { upgradeChannel?: string; nodeOSUpgradeChannel?: string };
    [other: string]: unknown;
  };
  [other: string]: unknown;
}
