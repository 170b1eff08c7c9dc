import { isObject, type JsonObject, list, object, text } from '../../json.ts';
import { normalLocation } from '../clusters/body.ts';
import type { Cluster } from '../clusters/cluster.ts';
import { findSize, SIZES } from './size-catalogue.ts';

/** The providers that have usages. */
export const QUOTA_PROVIDERS = ['Microsoft.Compute', 'Microsoft.Network', 'Microsoft.ContainerService'] as const;
export type QuotaProvider = (typeof QUOTA_PROVIDERS)[number];

/** What a test says of a quota: its limit, and what others have taken of it. */
interface Quota {
  subscriptionId: string;
  location: string;
  name: string;
  limit: number;
  taken: number;
}

/** A size that a subscription may not have in a region, or in zones of it; or that the region does not have at all. */
interface Restriction {
  subscriptionId: string;
  location: string;
  size: string;
  reason: 'NotAvailableForSubscription' | 'QuotaId' | 'NotOffered';
  zones: string[];
}

/** What a test says of a quota: a limit that it leaves out stays, and nothing is taken unless it says so. */
export interface QuotaSetting extends Pick<Quota, 'location' | 'name'>, Partial<Pick<Quota, 'limit' | 'taken'>> {}

/** What a test says of a size in a region; `reason: null` takes the restriction away. */
export interface RestrictionSetting extends Pick<Restriction, 'location' | 'size'> {
  reason?: Restriction['reason'] | null;
  zones?: string[];
}

/** What a cluster takes of a quota. */
export type Take = Map<string, number>;

/** So high that nobody meets them before a test lowers them. */
const LIMITS: Record<QuotaProvider, Record<string, number>> = {
  'Microsoft.Compute': {
    cores: 100_000,
    virtualMachines: 25_000,
    ...Object.fromEntries(SIZES.map(({ family }) => [family, 100_000])),
  },
  'Microsoft.Network': {
    PublicIPAddresses: 10_000,
    StandardSkuPublicIpAddresses: 10_000,
    StaticPublicIPAddresses: 10_000,
    VirtualNetworks: 1_000,
  },
  'Microsoft.ContainerService': { ManagedClusters: 5_000 },
};
/** What a quota may be called. */
export const QUOTA_NAMES = QUOTA_PROVIDERS.flatMap((provider) => Object.keys(LIMITS[provider]));
const PUBLIC_ADDRESSES = ['PublicIPAddresses', 'StandardSkuPublicIpAddresses', 'StaticPublicIPAddresses'];

export type Limits = ReturnType<typeof createLimits>;

/** Quotas of each subscription and region, and the sizes withheld from it. What clusters take is counted as they stand. */
export function createLimits(clusters: () => Cluster[], changed: () => void) {
  const quotas = new Map<string, Quota>();
  let restrictions: Restriction[] = [
    {
      size: 'Standard_NC24ads_A100_v4',
      subscriptionId: '',
      location: '',
      reason: 'NotAvailableForSubscription',
      zones: [],
    },
  ];
  const key = (...parts: string[]) => parts.join(' ').toLowerCase();

  function usage(subscriptionId: string, location: string, name: string): { used: number; limit: number } {
    const said = quotas.get(key(subscriptionId, location, name));
    const standing = clusters().filter(
      (cluster) => cluster.subscriptionId === subscriptionId && cluster.body.location === location,
    );
    const taken = standing.reduce((sum, { body }) => sum + (takeOf(body.properties).get(name) ?? 0), 0);
    const usual = QUOTA_PROVIDERS.map((provider) => LIMITS[provider][name]).find((limit) => limit !== undefined);
    return { used: taken + (said?.taken ?? 0), limit: said?.limit ?? usual ?? 0 };
  }

  return {
    usage,
    usages: (subscriptionId: string, provider: QuotaProvider, location: string): JsonObject[] =>
      Object.keys(LIMITS[provider]).map((name) => {
        const { used, limit } = usage(subscriptionId, location, name);
        return { unit: 'Count', currentValue: used, limit, name: { value: name, localizedValue: name } };
      }),
    restrictionsOn: (subscriptionId: string, location: string, size: string) =>
      restrictions.filter(
        (one) =>
          one.size.toLowerCase() === size.toLowerCase() &&
          ['', subscriptionId].includes(one.subscriptionId) &&
          ['', location].includes(one.location),
      ),
    /** For tests: a limit stays as it is unless it is said. */
    setQuota(subscriptionId: string, { name, taken = 0, ...said }: QuotaSetting): void {
      const location = normalLocation(said.location);
      const { limit = usage(subscriptionId, location, name).limit } = said;
      quotas.set(key(subscriptionId, location, name), { subscriptionId, location, name, limit, taken });
      changed();
    },
    /** For tests: a reason of `null` takes it back. */
    restrict(subscriptionId: string, said: RestrictionSetting): void {
      const { size, reason = 'NotAvailableForSubscription', zones = [] } = said;
      const location = normalLocation(said.location);
      restrictions = restrictions.filter(
        (one) => key(one.subscriptionId, one.location, one.size) !== key(subscriptionId, location, size),
      );
      if (reason !== null) restrictions.push({ subscriptionId, location, size, reason, zones });
      changed();
    },
    snapshot: () => ({ quotas: [...quotas.values()], restrictions }),
    restore(snapshot: unknown): void {
      const saved = object(snapshot);
      for (const item of list(saved['quotas']).filter(isObject)) {
        const quota = item as unknown as Quota;
        quotas.set(key(quota.subscriptionId, quota.location, quota.name), quota);
      }
      if (Array.isArray(saved['restrictions'])) restrictions = saved['restrictions'] as Restriction[];
    },
  };
}

/** What a cluster of this shape takes: nodes as many as there are now, and its addresses of the way out. */
export function takeOf(properties: JsonObject): Take {
  const take: Take = new Map([['ManagedClusters', 1]]);
  const add = (name: string, count: number) => take.set(name, (take.get(name) ?? 0) + count);
  for (const pool of list(properties['agentPoolProfiles']).map(object)) {
    for (const [name, count] of takeOfNodes(text(pool['vmSize']) ?? '', Number(pool['count'] ?? 1))) add(name, count);
  }
  for (const name of PUBLIC_ADDRESSES) add(name, publicAddresses(object(properties['networkProfile'])));
  return take;
}

/** What so many nodes of a size take. */
export function takeOfNodes(vmSize: string, count: number): Take {
  // A cluster whose size the sandbox does not know stands all the same, and counts as small ones.
  const { family = 'standardDSv5Family', vCPUs = 2 } = findSize(vmSize) ?? {};
  return new Map([
    ['cores', count * vCPUs],
    [family, count * vCPUs],
    ['virtualMachines', count],
  ]);
}

function publicAddresses(network: JsonObject): number {
  const count = (profile: string, member: string) =>
    Number(object(object(network[profile])[member])['count'] ?? Number.NaN);
  switch (network['outboundType'] ?? 'loadBalancer') {
    case 'loadBalancer': {
      const { outboundIPs, outboundIPPrefixes } = object(network['loadBalancerProfile']);
      return outboundIPs || outboundIPPrefixes ? 0 : count('loadBalancerProfile', 'managedOutboundIPs') || 1;
    }
    case 'managedNATGateway':
      return count('natGatewayProfile', 'managedOutboundIPProfile') || 1;
    default:
      return 0;
  }
}
