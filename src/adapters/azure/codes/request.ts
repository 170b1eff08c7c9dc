import type { Row } from './row.ts';

/** What AKS does not do, however often it is asked. */
export const requestRows: readonly Row[] = [
  [
    'NetworkPolicyNotSupportedForNone',
    'T',
    'azure-request-refused',
    'Leave networkPolicy out of armOverrides: with networkPlugin none, network policies are those of the CNI.',
  ],
  [
    'UnsupportedDualStackNetworkPlugin',
    'T',
    'azure-request-refused',
    'Order one address family: with networkPlugin none AKS offers no dual stack.',
  ],
  [
    'KubeProxyConfigDisabledBYOCNIOnly',
    'T',
    'azure-request-refused',
    'Leave kubeProxyConfig out of armOverrides; it is a preview feature.',
  ],
  ['InvalidParameter', 'T', 'azure-request-refused', 'Change the property that the Azure message names; order anew.'],
  [
    'PropertyChangeNotAllowed',
    'T',
    'azure-request-refused',
    'The property cannot be changed any more: delete the cluster and order it anew.',
  ],
  [
    'ReservedResourceName',
    'T',
    'azure-request-refused',
    'Order another name, dnsPrefix or nodeResourceGroup: Azure reserves certain words and trademarks.',
  ],
  [
    'SystemPoolHasRestrictedTaint',
    'T',
    'azure-request-refused',
    'Give the system pool no hard taint but CriticalAddonsOnly=true:NoSchedule.',
  ],
  ['MustDefineAtLeastOneSystemPool', 'T', 'azure-request-refused', 'Order at least one node pool of mode System.'],
  [
    'ManagedNATGatewayWithCustomVNetNotAllowed',
    'T',
    'azure-request-refused',
    'With a subnet of your own, order outboundType userAssignedNATGateway, loadBalancer or userDefinedRouting.',
  ],
  [
    'UserAssignedNATGatewayWithManagedVNetNotAllowed',
    'T',
    'azure-request-refused',
    'Without a subnet of your own, order outboundType managedNATGateway or loadBalancer.',
  ],
  [
    'UnexpectedLoadBalancerSkuForCurrentOutboundConfiguration',
    'T',
    'azure-request-refused',
    'Leave loadBalancerSku out of armOverrides: outbound settings need the standard one.',
  ],
  [
    'NodeResourceGroupAlreadyExists',
    'T',
    'azure-conflict',
    'Order another nodeResourceGroup, or none: AKS makes that group itself and accepts none that exists.',
  ],
  ['PreconditionFailed', 'T', 'azure-request-refused'],
];
