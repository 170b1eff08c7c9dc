import type { Check } from './check.ts';
import { dnsZoneRights } from './dns-zone-rights.ts';
import { identityExists } from './identity-exists.ts';
import { identityMayJoinSubnet } from './identity-may-join-subnet.ts';
import { networkRangesAllowed } from './network-ranges-allowed.ts';
import { networkRangesApart } from './network-ranges-apart.ts';
import { networkUsable } from './network-usable.ts';
import { nodeTrafficAllowed } from './node-traffic-allowed.ts';
import { subnetAddressesFree } from './subnet-addresses-free.ts';
import { subnetExists } from './subnet-exists.ts';
import { subnetNotDelegated } from './subnet-not-delegated.ts';
import { subnetOnePrefix } from './subnet-one-prefix.ts';
import { wayOut } from './way-out.ts';

/** What Microsoft's page on bringing one's own CNI asks of a network and an identity of the caller's own. */
export const networkChecks: readonly Check[] = [
  subnetExists,
  subnetNotDelegated,
  subnetOnePrefix,
  subnetAddressesFree,
  networkUsable,
  networkRangesAllowed,
  networkRangesApart,
  nodeTrafficAllowed,
  wayOut,
  identityExists,
  identityMayJoinSubnet,
  dnsZoneRights,
];
