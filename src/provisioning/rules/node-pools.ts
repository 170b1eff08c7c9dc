import type { FieldError } from '../../model/problem.ts';
import { defaultCount, defaultMaxPods } from '../defaults.ts';
import type { Draft } from './draft.ts';

/** Fewest pods that all nodes of a System pool together must have room for (AKS IP planning page). */
const podsPerPool = 30;

/** At least one System pool, names told apart, room for pods, and a way out that fits the subnets. */
export function nodePoolRules({ nodePools, network = {} }: Draft): FieldError[] {
  if (!nodePools) return outboundErrors(network.outboundType, false);
  const errors: FieldError[] = [];
  if (nodePools.every((pool) => pool.mode === 'User')) {
    errors.push(error('/nodePools', 'no-system-pool', 'At least one pool must have mode System.'));
  }
  const seen = new Set<string>();
  for (const [index, { name, mode, minCount = defaultCount, count = minCount, maxPods }] of nodePools.entries()) {
    if (name !== undefined && seen.has(name)) {
      errors.push(error(`/nodePools/${index}/name`, 'duplicate-name', `There is another pool ${name}.`));
    }
    if (name !== undefined) seen.add(name);
    if (mode === 'System' && count * (maxPods ?? defaultMaxPods) < podsPerPool) {
      errors.push(
        error(
          `/nodePools/${index}/maxPods`,
          'too-few-pods',
          `A System pool must have room for ${podsPerPool} pods in all.`,
        ),
      );
    }
  }
  const own = nodePools.filter((pool) => pool.vnetSubnetId !== undefined).length;
  if (own > 0 && own < nodePools.length) {
    errors.push(error('/nodePools', 'mixed-subnets', 'Either every pool names a subnet, or none does.'));
  }
  return [...errors, ...outboundErrors(network.outboundType, own > 0)];
}

/** Which ways out need a virtual network of one's own, and which cannot have one (AKS egress page). */
function outboundErrors(outboundType: string | undefined, ownSubnet: boolean): FieldError[] {
  const pointer = '/network/outboundType';
  if (!ownSubnet && (outboundType === 'userAssignedNATGateway' || outboundType === 'userDefinedRouting')) {
    return [error(pointer, 'outbound-needs-subnet', `${outboundType} needs pools in a subnet of your own.`)];
  }
  if (ownSubnet && outboundType === 'managedNATGateway') {
    return [
      error(pointer, 'outbound-needs-managed-network', 'managedNATGateway works only in a network that AKS makes.'),
    ];
  }
  return [];
}

function error(pointer: string, code: string, detail: string): FieldError {
  return { pointer, code, detail };
}
