import type { Row } from './row.ts';

/** By what the script that sets a node up exits with (`exit status=50`), and by the code that AKS makes of it. */
export const egressRemedies = {
  outbound:
    'Let the nodes reach mcr.microsoft.com and the other hosts that AKS requires on port 443: look at the firewall, the NSG and the route table of the subnet (https://aka.ms/aks-required-ports-and-addresses). Then retry the job.',
  apiServer:
    'Let the nodes reach the API server on port 443: look at authorizedIpRanges (the egress address of the nodes must be in it), the route table and, for a private cluster, its private endpoint. Then retry the job.',
  dns: "Have the DNS servers of the virtual network resolve the API server's name: link the private DNS zone to it, or forward to 168.63.129.16. Then retry the job.",
  download:
    'The nodes download too slowly or not at all: let them reach what AKS requires on port 443 (firewall, NSG, route table, DNS), then retry the job.',
  bootstrap:
    'Let the nodes reach the private endpoint of the bootstrap registry, its DNS zone included, then retry the job.',
  bootstrapRight: 'Grant the kubelet identity AcrPull on the bootstrap registry, then retry the job.',
};
const { outbound, apiServer, dns, download, bootstrap, bootstrapRight } = egressRemedies;

/** What the nodes cannot reach, and the way out that the order asks for. */
export const egressRows: readonly Row[] = [
  ['OutboundConnFail', 'U', 'azure-egress-blocked', outbound],
  ['K8SAPIServerConnFail', 'U', 'azure-egress-blocked', apiServer],
  ['K8SAPIServerDNSLookupFail', 'U', 'azure-egress-blocked', dns],
  ['LookupNoSuchHost', 'U', 'azure-egress-blocked', dns],
  ['K8SDownloadTimeout', 'U', 'azure-egress-blocked', download],
  ['CniDownloadTimeout', 'U', 'azure-egress-blocked', download],
  ['ProvisioningTimeout', 'U', 'azure-egress-blocked', download],
  ['OrasPullNetworkTimeout', 'U', 'azure-egress-blocked', bootstrap],
  ['OrasPullUnauthorized', 'U', 'azure-egress-blocked', bootstrapRight],
  [
    'RouteTableMissingDefaultRouteError',
    'U',
    'azure-egress-blocked',
    "Add a route 0.0.0.0/0 to a virtual appliance or gateway to the subnet's route table: az network route-table route create --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address <firewall>.",
  ],
  [
    'RouteTableInvalidNextHop',
    'U',
    'azure-egress-blocked',
    "Have the default route of the subnet's route table lead to a virtual appliance or a gateway, not to Internet.",
  ],
  [
    'SubnetNotAssociatedWithNATGateway',
    'U',
    'azure-egress-blocked',
    'Attach a NAT gateway to the subnet: az network vnet subnet update --nat-gateway <id>.',
  ],
  [
    'NATGatewayNotAssociatedWithPublicIPOrIPPrefix',
    'U',
    'azure-egress-blocked',
    'Give the NAT gateway a public address or prefix: az network nat gateway update --public-ip-addresses <id>.',
  ],
  ['VMExtensionProvisioningError', 'U', 'azure-operation-failed'],
  [
    'OSProvisioningTimedOut',
    'R',
    'azure-unavailable',
    'Machines did not start in time: retry the job. If it lasts, order another VM size or zone, or give Microsoft support the correlation id.',
  ],
];
