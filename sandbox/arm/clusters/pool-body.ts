import type { PoolBody } from './cluster.ts';
import type { PoolRequest } from './request.ts';
import { resolveVersion } from './versions.ts';

/** What a pool has from its cluster. */
export interface PoolContext {
  /** The Kubernetes version of the control plane: as it was asked for, and the patch that it means. */
  wanted: string;
  current: string;
  networkPlugin: string;
  networkPluginMode?: string | undefined;
}

/** Spot is said; regular machines are shown without a word about it (recordings). */
const REGULAR = ['scaleSetPriority', 'scaleSetEvictionPolicy', 'spotMaxPrice'];

/** What AKS shows of a pool: the request with the defaults filled in (recordings of 2021 to 2026). */
export function poolBody(pool: PoolRequest, context: PoolContext): PoolBody {
  const { nodeLabels = {}, nodeTaints = [], tags, ...rest } = pool;
  const asked = resolveVersion(pool.orchestratorVersion || context.wanted);
  const spot = pool.scaleSetPriority === 'Spot';
  const echoed = Object.entries(rest).filter(([name]) => spot || !REGULAR.includes(name));
  const osSKU = pool.osSKU ?? 'Ubuntu';
  const vmSize = pool.vmSize ?? 'Standard_D2s_v5';
  const hardened = osSKU === 'AzureContainerLinux';
  return {
    ...Object.fromEntries(echoed),
    name: pool.name,
    count: pool.count ?? 1,
    vmSize,
    osDiskSizeGB: pool.osDiskSizeGB || 128,
    osDiskType: 'Managed',
    kubeletDiskType: 'OS',
    maxPods: pool.maxPods ?? defaultMaxPods(pool, context),
    type: pool.type ?? 'VirtualMachineScaleSets',
    scaleDownMode: 'Delete',
    provisioningState: 'Creating',
    powerState: { code: 'Running' },
    orchestratorVersion: asked?.wanted ?? context.wanted,
    currentOrchestratorVersion: asked?.current ?? context.current,
    enableNodePublicIP: false,
    ...(tags === undefined ? {} : { tags }),
    nodeLabels,
    ...(nodeTaints.length === 0 ? {} : { nodeTaints }),
    mode: pool.mode ?? 'User',
    osType: pool.osType ?? 'Linux',
    osSKU,
    nodeImageVersion: `${imageOf(osSKU, vmSize)}-202609.03.1`,
    upgradeSettings: { maxSurge: '10%', maxUnavailable: '0', ...pool.upgradeSettings },
    enableFIPS: false,
    securityProfile: { sshAccess: 'LocalUser', enableVTPM: hardened, enableSecureBoot: hardened },
  };
}

/** 250 with pods on an overlay, on a subnet of their own or on nobody knows what; 110 with kubenet, and 30 on the nodes' subnet. */
function defaultMaxPods({ podSubnetID }: PoolRequest, { networkPlugin, networkPluginMode }: PoolContext): number {
  if (networkPlugin === 'kubenet') return 110;
  return networkPlugin === 'azure' && networkPluginMode !== 'overlay' && podSubnetID === undefined ? 30 : 250;
}

/** Node images bear the generation of the machines; of the sizes here only the old A series is of the first. */
function imageOf(osSKU: string, vmSize: string): string {
  const generation = /^standard_a\d/i.test(vmSize) ? '' : 'gen2';
  if (osSKU === 'AzureContainerLinux') return `AKSAzureLinux-acl${generation}TL`;
  if (osSKU === 'AzureLinux') return `AKSAzureLinux-V3${generation}`;
  return `AKSUbuntu-2204${generation}containerd`;
}
