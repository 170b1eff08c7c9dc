import type { Arm, ArmSubscription, Lock, Permission, PolicyDenial, Usage, VmSize } from '../../src/ports.ts';

/** What a subscription of the fake cloud has, may and must not; tests change it. */
export interface FakeSubscription {
  /** States of providers that are not simply registered. */
  providers: Record<string, string>;
  sizes: VmSize[];
  /** Quotas by name, of any provider. */
  usages: Record<string, Usage[] | undefined>;
  permissions: Record<string, Permission[]>;
  locks: Lock[];
  denials: PolicyDenial[];
}

const needed = ['ContainerService', 'Compute', 'Network', 'ManagedIdentity', 'PolicyInsights'];
const zones = ['1', '2', '3'];
const plenty = (name: string): Usage => ({ name, used: 0, limit: 1_000 });

export function createFakeSubscription(): { state: FakeSubscription; reads: Pick<Arm, keyof ArmSubscription> } {
  const state: FakeSubscription = {
    providers: {},
    sizes: [
      size('Standard_D2s_v5', 'standardDSv5Family', 2, 8),
      size('Standard_D4s_v5', 'standardDSv5Family', 4, 16),
      size('Standard_E4s_v5', 'standardESv5Family', 4, 32),
      size('Standard_B2ms', 'standardBSFamily', 2, 8),
      size('Standard_B1ms', 'standardBSFamily', 1, 2),
    ],
    usages: {
      'Microsoft.Compute': ['cores', 'standardDSv5Family', 'standardESv5Family', 'standardBSFamily'].map(plenty),
      'Microsoft.Network': ['PublicIPAddresses', 'StandardSkuPublicIpAddresses'].map(plenty),
      'Microsoft.ContainerService': [plenty('ManagedClusters')],
    },
    permissions: { '/': [{ actions: ['*'], notActions: [] }] },
    locks: [],
    denials: [],
  };
  const reads: Pick<Arm, keyof ArmSubscription> = {
    providers: async () =>
      Object.fromEntries(
        needed.map((name) => [`microsoft.${name.toLowerCase()}`, state.providers[`Microsoft.${name}`] ?? 'Registered']),
      ),
    vmSizes: async () => structuredClone(state.sizes),
    usages: async (_scope, provider) => structuredClone(state.usages[provider]),
    permissions: async (_scope, at) =>
      Object.entries(state.permissions).flatMap(([scope, held]) =>
        scope === '/' || `${at}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase()) ? held : [],
      ),
    locks: async () => structuredClone(state.locks),
    policyDenials: async () => structuredClone(state.denials),
  };
  return { state, reads };
}

function size(name: string, family: string, vCPUs: number, memoryGB: number): VmSize {
  return { name, family, vCPUs, memoryGB, zones, restrictions: [] };
}
