import type { FieldError } from '../../model/problem.ts';
import { defaultNetwork } from '../defaults.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';
import { hasOwnSubnet } from './subnets.ts';

/** The way out fits who owns the network (AKS egress page), and its settings fit the way out. */
export function outboundRules(draft: Draft): FieldError[] {
  const { outboundType = defaultNetwork.outboundType, natGateway, loadBalancer } = draft.network ?? {};
  const errors: FieldError[] = [];
  const pointer = '/network/outboundType';
  const own = hasOwnSubnet(draft);
  if (!own && (outboundType === 'userAssignedNATGateway' || outboundType === 'userDefinedRouting')) {
    errors.push(fault(pointer, 'outbound-needs-subnet', `${outboundType} needs pools in a subnet of your own.`));
  }
  if (own && outboundType === 'managedNATGateway') {
    const detail = 'managedNATGateway works only in a network that AKS makes; use userAssignedNATGateway.';
    errors.push(fault(pointer, 'outbound-needs-managed-network', detail));
  }
  if (natGateway && outboundType !== 'managedNATGateway') {
    const detail = `natGateway sets up the gateway of outboundType managedNATGateway; this is ${outboundType}.`;
    errors.push(fault('/network/natGateway', 'outbound-mismatch', detail));
  }
  if (loadBalancer && outboundType !== 'loadBalancer') {
    const detail = `loadBalancer sets up the way out of outboundType loadBalancer; this is ${outboundType}.`;
    errors.push(fault('/network/loadBalancer', 'outbound-mismatch', detail));
  }
  return [...errors, ...addressFaults(loadBalancer)];
}

/** A load balancer goes out by addresses of one kind. */
function addressFaults(loadBalancer: NonNullable<Draft['network']>['loadBalancer'] = {}): FieldError[] {
  const kinds = (['managedOutboundIPCount', 'outboundIPs', 'outboundIPPrefixes'] as const).filter(
    (kind) => loadBalancer[kind] !== undefined,
  );
  if (kinds.length < 2) return [];
  return kinds.map((kind) =>
    fault(`/network/loadBalancer/${kind}`, 'exclusive', `Give one of ${kinds.join(' and ')}, not more.`),
  );
}
