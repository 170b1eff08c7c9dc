import type { Row } from './row.ts';

const moreAddresses =
  'Use a larger subnet, or order fewer nodes (the autoscaler counts at its maximum) or a smaller maxSurge.';
const busyNetwork =
  'Wait until the change of the virtual network has ended (az network vnet show: provisioningState), then retry the job.';

/** The subnet and the ranges that the order names. */
export const networkRows: readonly Row[] = [
  ['SubnetIsFull', 'U', 'azure-subnet-unfit', moreAddresses],
  ['InsufficientSubnetSize', 'U', 'azure-subnet-unfit', moreAddresses],
  [
    'SubnetIsDelegated',
    'U',
    'azure-subnet-unfit',
    'Use a subnet without a delegation, or take the delegation off (az network vnet subnet update --remove delegations).',
  ],
  [
    'MultipleAddressPrefixesSubnetNotSupported',
    'U',
    'azure-subnet-unfit',
    'Use a subnet with exactly one address prefix.',
  ],
  [
    'SubnetNotFound',
    'U',
    'azure-not-found',
    "Correct vnetSubnetId, or give the cluster's identity the right to read the subnet.",
  ],
  [
    'GetVnetError',
    'U',
    'azure-not-found',
    "Correct vnetSubnetId, or give the cluster's identity the right to read the virtual network.",
  ],
  ['InvalidResourceReference', 'U', 'azure-not-found'],
  ['VirtualNetworkNotInSucceededState', 'R', 'azure-busy', busyNetwork],
  ['RetryableErrorDueToAnotherOperation', 'R', 'azure-busy', busyNetwork],
  [
    'ServiceCidrOverlapExistingSubnetsCidr',
    'T',
    'network-conflict',
    'Order a serviceCidr that no subnet of the virtual network, nor anything connected to it, uses.',
  ],
  ['PodCidrOverlapServiceCidr', 'T', 'network-conflict', 'Order a podCidr and a serviceCidr that do not overlap.'],
  [
    'PodCidrOverlapExistingSubnetsCidr',
    'T',
    'network-conflict',
    'Order a podCidr that no subnet of the virtual network uses.',
  ],
  [
    'DnsServiceIpOutOfServiceCidr',
    'T',
    'network-conflict',
    'Order a dnsServiceIP inside serviceCidr that is not its first address.',
  ],
  [
    'ResourceGroupDeletionBlocked',
    'U',
    'azure-operation-failed',
    'Find in the activity log of the node resource group why what the Azure message names could not be deleted; detach or delete it, then retry the job.',
  ],
  // Deletes: the subnet, the address or the load balancer of a node resource group serves something else as well.
  ...[
    'InUseSubnetCannotBeDeleted',
    'InUseRouteTableCannotBeDeleted',
    'PublicIPAddressCannotBeDeleted',
    'LoadBalancerInUseByVirtualMachineScaleSet',
    'NetworkSecurityGroupInUseByVirtualMachineScaleSet',
  ].map((code): Row => [code, 'U', 'azure-in-use']),
];
