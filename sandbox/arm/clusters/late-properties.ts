import { randomUUID } from 'node:crypto';
import { type JsonObject, list, object } from '../../json.ts';
import type { Identities } from '../identities/identities.ts';
import type { Cluster } from './cluster.ts';

/** What a cluster shows only after success: its outbound addresses and who its nodes and its identity are (recordings). */
export function addLateProperties({ subscriptionId, name, body }: Cluster, identities: Identities): void {
  const { properties, identity } = body;
  const group = properties.nodeResourceGroup;
  const { loadBalancerProfile, natGatewayProfile } = properties.networkProfile;
  const madeIn = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/publicIPAddresses`;
  for (const profile of [loadBalancerProfile, natGatewayProfile]) {
    if (profile !== undefined) profile['effectiveOutboundIPs'] ??= outboundOf(profile, madeIn);
  }
  // The nodes of a cluster with a service principal have none (recording of 2025).
  if (identity === undefined) return;
  properties['identityProfile'] ??= {
    kubeletidentity: {
      resourceId: `/subscriptions/${subscriptionId}/resourcegroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`,
      clientId: randomUUID(),
      objectId: randomUUID(),
    },
  };
  const assigned = object(identity['userAssignedIdentities']);
  for (const id of Object.keys(assigned)) {
    const { clientId, principalId } = object(identities.byId(id)?.['properties']);
    assigned[id] = { clientId, principalId };
  }
}

/** The addresses by which a cluster goes out: those that were given, or as many as AKS was to make. */
function outboundOf(profile: JsonObject, madeIn: string): JsonObject[] {
  const given = [
    ...list(object(profile['outboundIPs'])['publicIPs']),
    ...list(object(profile['outboundIPPrefixes'])['publicIPPrefixes']),
  ];
  if (given.length > 0) return given.map((each) => ({ id: object(each)['id'] }));
  const managed = object(profile['managedOutboundIPs'] ?? profile['managedOutboundIPProfile']);
  return Array.from({ length: Number(managed['count'] ?? 1) }, () => ({ id: `${madeIn}/${randomUUID()}` }));
}
