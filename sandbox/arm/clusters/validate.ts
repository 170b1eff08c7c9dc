import { aksError, locationRequired } from '../errors.ts';
import { overlap, parseAddress, parseRange, type Range, RESERVED_RANGES } from './cidr.ts';
import { invalid } from './invalid.ts';
import type { ClusterRequest, PoolRequest } from './request.ts';
import { validateAccess } from './validate-access.ts';
import { validatePools, validatePoolWithoutPlugin } from './validate-pools.ts';
import { resolveVersion } from './versions.ts';

const CLUSTER_NAME = /^[a-zA-Z0-9]$|^[a-zA-Z0-9][-_a-zA-Z0-9]{0,61}[a-zA-Z0-9]$/;

/**
 * What AKS refuses at once by the body alone, in the order in which it is easiest to read. Codes are Azure's (its error
 * list and support articles); most texts are ours.
 */
export function validateCluster(name: string, request: ClusterRequest): void {
  if (!CLUSTER_NAME.test(name)) throw invalid('resourceName', `"${name}" is not a valid managed cluster name.`);
  if (request.location === '') {
    throw locationRequired();
  }
  const { kubernetesVersion = '', agentPoolProfiles: pools = [] } = request.properties;
  if (resolveVersion(kubernetesVersion) === undefined) {
    throw aksError(
      400,
      'K8sVersionNotSupported',
      `Managed cluster ${name} has invalid version ${kubernetesVersion}. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list`,
    );
  }
  validatePools(pools);
  validatePlugin(request, pools);
  validateNetwork(request, pools);
  validateAccess(request);
}

/** What belongs to a plug-in of Microsoft's is refused with none. */
function validatePlugin(request: ClusterRequest, pools: PoolRequest[]): void {
  const network = request.properties.networkProfile ?? {};
  if (network.networkPlugin !== 'none') return;
  if ((network.networkPolicy ?? 'none') !== 'none') {
    throw aksError(
      400,
      'NetworkPolicyNotSupportedForNone',
      `Network policy ${network.networkPolicy} is not supported for network plugin none.`,
      {
        target: 'networkProfile.networkPolicy',
      },
    );
  }
  if (network.networkPluginMode !== undefined) {
    throw invalid('networkProfile.networkPluginMode', 'it can only be used with network plugin azure.');
  }
  if (network.networkDataplane !== undefined) {
    throw invalid('networkProfile.networkDataplane', 'it can only be used with network plugin azure.');
  }
  if (
    (network.ipFamilies ?? []).length > 1 ||
    (network.serviceCidrs ?? []).length > 1 ||
    (network.podCidrs ?? []).length > 1
  ) {
    throw aksError(400, 'UnsupportedDualStackNetworkPlugin', 'Network plugin none does not support dual stack.', {
      target: 'networkProfile.ipFamilies',
    });
  }
  for (const pool of pools) validatePoolWithoutPlugin(pool);
}

function validateNetwork(request: ClusterRequest, pools: PoolRequest[]): void {
  const network = request.properties.networkProfile ?? {};
  const service = range('networkProfile.serviceCidr', network.serviceCidr ?? '10.0.0.0/16');
  const pod = range('networkProfile.podCidr', network.podCidr ?? '10.244.0.0/16');
  if (service.prefix < 12) throw invalid('networkProfile.serviceCidr', 'it must be smaller than /12.');
  const dns = network.dnsServiceIP === undefined ? service.first + 10 : parseAddress(network.dnsServiceIP);
  if (dns === undefined) throw invalid('networkProfile.dnsServiceIP', 'it is not an IPv4 address.');
  if (dns < service.first || dns > service.last) {
    throw aksError(400, 'DnsServiceIpOutOfServiceCidr', 'The DNS service IP is not within the service CIDR.', {
      target: 'networkProfile.dnsServiceIP',
    });
  }
  if (dns <= service.first + 1)
    throw invalid('networkProfile.dnsServiceIP', 'the first address of the service CIDR is reserved.');
  if (overlap(service, pod)) {
    throw aksError(400, 'PodCidrOverlapServiceCidr', 'The pod CIDR overlaps with the service CIDR.', {
      target: 'networkProfile.podCidr',
    });
  }
  const byoSubnet = pools.some((pool) => pool.vnetSubnetID !== undefined);
  const { outboundType } = network;
  if (outboundType === 'managedNATGateway' && byoSubnet) {
    throw aksError(
      400,
      'ManagedNATGatewayWithCustomVNetNotAllowed',
      'Outbound type managedNATGateway needs a managed virtual network.',
    );
  }
  if ((outboundType === 'userAssignedNATGateway' || outboundType === 'userDefinedRouting') && !byoSubnet) {
    const code =
      outboundType === 'userDefinedRouting'
        ? 'UserDefinedRoutingWithManagedVNetNotAllowed'
        : 'UserAssignedNATGatewayWithManagedVNetNotAllowed';
    throw aksError(400, code, `Outbound type ${outboundType} needs a subnet of your own.`);
  }
}

/** The range, if it is one and touches none of those that AKS keeps. */
function range(target: string, cidr: string): Range {
  const parsed = parseRange(cidr);
  if (parsed === undefined) throw invalid(target, `"${cidr}" is not an IPv4 CIDR.`);
  const reserved = RESERVED_RANGES.find((one) => {
    const other = parseRange(one);
    return other !== undefined && overlap(parsed, other);
  });
  if (reserved !== undefined) throw invalid(target, `${cidr} overlaps with ${reserved}, which is reserved.`);
  return parsed;
}
