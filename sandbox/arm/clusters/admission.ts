import { type JsonObject, text } from '../../json.ts';
import type { Policies } from '../guards/policies.ts';
import { checkLimits, checkPoolLimits } from '../limits/check.ts';
import type { Limits } from '../limits/limits.ts';
import type { Cluster } from './cluster.ts';
import { checkIdentities, missingRight, type OwnIdentityParts } from './own-identity.ts';
import { checkOwnNetwork, type OwnNetworkParts } from './own-network.ts';
import type { ClusterRequest, PoolRequest } from './request.ts';

export interface AdmissionParts extends OwnNetworkParts, OwnIdentityParts {
  policies: Policies;
  limits: Limits;
}

export type Admission = ReturnType<typeof createAdmission>;

/**
 * What is asked of a cluster's surroundings before it is accepted: policies, the identities and networks that its caller
 * brings, quotas. Whatever does not hold is thrown as the refusal.
 */
export function createAdmission(parts: AdmissionParts) {
  const { networks, policies, limits } = parts;
  return {
    /** @param sent the body as it came, which is what policies look at */
    checkCluster(subscriptionId: string, name: string, wanted: ClusterRequest, sent: JsonObject, isNew: boolean): void {
      policies.check(subscriptionId, name, sent);
      checkIdentities(wanted, parts);
      checkOwnNetwork(wanted, parts);
      if (isNew) checkLimits(subscriptionId, wanted, limits);
    },
    /** Whether so many more nodes may come to a pool. */
    checkNodes({ subscriptionId, body }: Cluster, pool: PoolRequest, more: number): void {
      const { location, properties } = body;
      // The cluster as a request with this pool alone.
      const agentPoolProfiles = [{ ...pool, count: more }];
      const request = { location, properties: { networkProfile: properties.networkProfile, agentPoolProfiles } };
      checkOwnNetwork(request as ClusterRequest, parts);
      checkPoolLimits(subscriptionId, location, pool, more, limits);
    },
    /** Why an accepted cluster will come to nothing, if it will. */
    doomOf(wanted: ClusterRequest): Pick<Cluster, 'doom'> {
      const doom = missingRight(wanted, parts);
      return doom === undefined ? {} : { doom };
    },
    /** Where the nodes get their addresses from. */
    nodeCidrOf(wanted: ClusterRequest): string {
      const subnetId = wanted.properties.agentPoolProfiles?.[0]?.vnetSubnetID ?? '';
      const properties = networks.subnetById(subnetId)?.subnet.properties;
      const prefixes = properties?.['addressPrefixes'];
      const first: unknown = properties?.['addressPrefix'] ?? (Array.isArray(prefixes) ? prefixes[0] : undefined);
      return text(first) ?? '10.224.0.0/16';
    },
  };
}
