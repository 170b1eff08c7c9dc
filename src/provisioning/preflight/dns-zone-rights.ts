import { type Check, notApplicable, passed } from './check.ts';
import { type Fault, networkIdOf, ownSubnets, partsOf, verdictOf } from './network/own-subnets.ts';
import { grantCommand, rightsOf, rolesText } from './network/roles.ts';

/** What AKS does with a private DNS zone of the caller's own, and with the network that it links to it. */
const onZone = [
  'Microsoft.Network/privateDnsZones/read',
  'Microsoft.Network/privateDnsZones/A/write',
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks/write',
];
const onNetwork = ['Microsoft.Network/virtualNetworks/join/action'];

/** The identity may write to the private DNS zone that the order names, and link the virtual network to it. */
export const dnsZoneRights: Check = {
  name: 'dns-zone-rights',
  async run({ cluster: { order }, facts }) {
    const { private: isPrivate, privateDnsZone = '' } = order.apiServerAccess ?? {};
    if (!isPrivate || !privateDnsZone.startsWith('/'))
      return notApplicable('No private DNS zone of your own is named.');
    if (order.identity?.type !== 'UserAssigned') return notApplicable('The identity comes with the cluster.');
    const identity = await facts.userAssignedIdentity(order.identity.resourceId);
    if (!identity) return notApplicable('The identity does not exist: it holds no role anywhere.');
    const [subnet] = ownSubnets(order);
    const wanted = [
      { at: privateDnsZone, actions: onZone, role: 'Private DNS Zone Contributor' },
      ...(subnet ? [{ at: networkIdOf(subnet.id), actions: onNetwork, role: 'Network Contributor' }] : []),
    ];
    const faults: Fault[] = [];
    for (const { at, actions, role } of wanted) {
      const { lacking, held } = await rightsOf(facts, await facts.roleAssignments(at, identity.principalId), actions);
      if (lacking.length === 0) continue;
      faults.push({
        pointer: '/apiServerAccess/privateDnsZone',
        detail: `The identity lacks ${lacking.join(', ')} on ${partsOf(at).name}.`,
        remedy: `Run: ${grantCommand(identity.principalId, role, at)}`,
        fact: `it holds ${rolesText(held)}`,
      });
    }
    return verdictOf(faults, () =>
      passed('The identity may write to the private DNS zone and link the network to it.'),
    );
  },
};
