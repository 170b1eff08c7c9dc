import { type Cidr, holds, overlaps, parseAddress, parseCidr } from '../../model/cidr.ts';
import type { FieldError } from '../../model/problem.ts';
import { defaultNetwork, tenthAddress } from '../defaults.ts';
import { keptRanges } from '../ranges.ts';
import type { Draft } from './draft.ts';

/** Ranges that neither pods nor services may overlap. */
const forbidden: Record<string, string> = {
  ...Object.fromEntries(keptRanges.map((range) => [range, 'which AKS keeps for itself'])),
  '0.0.0.0/8': 'which no host can have',
  '127.0.0.0/8': 'which is every host itself',
  '224.0.0.0/3': 'which is for multicast and for nobody',
};

/** Where nodes get their addresses when AKS makes the network. */
const managedNodes = '10.224.0.0/16';

/** Azure wants a service range smaller than /12. */
const widestService = 13;

/** Address ranges: well-formed, off the forbidden ones, off each other, and the DNS address where it belongs. */
export function networkRules({ network = {}, nodePools = [] }: Draft): FieldError[] {
  const managed = nodePools.every((pool) => pool.vnetSubnetId === undefined);
  const taken = managed ? { ...forbidden, [managedNodes]: 'from which the nodes get theirs' } : forbidden;
  const errors: FieldError[] = [];
  const pod = range('/network/podCidr', network.podCidr ?? defaultNetwork.podCidr, errors);
  const service = range('/network/serviceCidr', network.serviceCidr ?? defaultNetwork.serviceCidr, errors);
  for (const [pointer, cidr] of [
    ['/network/podCidr', pod],
    ['/network/serviceCidr', service],
  ] as const) {
    for (const [range, why] of Object.entries(taken)) {
      if (cidr && overlapsText(cidr, range)) errors.push(conflict(pointer, `${cidr.text} overlaps ${range}, ${why}.`));
    }
  }
  if (pod && service && overlaps(pod, service)) {
    const detail = `podCidr ${pod.text} and serviceCidr ${service.text} overlap.`;
    errors.push(conflict('/network/podCidr', detail), conflict('/network/serviceCidr', detail));
  }
  if (service && service.prefix < widestService) {
    errors.push(conflict('/network/serviceCidr', `${service.text} is too wide: AKS wants a range smaller than /12.`));
  }
  return [...errors, ...dnsErrors(network.dnsServiceIP, service)];
}

function dnsErrors(text: string | undefined, service: Cidr | undefined): FieldError[] {
  const pointer = '/network/dnsServiceIP';
  if (text === undefined) {
    if (!service || tenthAddress(service)) return [];
    return [conflict('/network/serviceCidr', `${service.text} is too small: the DNS service wants its tenth address.`)];
  }
  const address = parseAddress(text);
  if (address === undefined) {
    return [{ pointer, code: 'invalid-address', detail: `${JSON.stringify(text)} is not an IPv4 address.` }];
  }
  if (!service) return [];
  if (!holds(service, address)) return [conflict(pointer, `${text} is not inside serviceCidr ${service.text}.`)];
  if (address === service.first || address === service.first + 1) {
    return [conflict(pointer, `${text} is taken: the first address of the service range is the API server's own.`)];
  }
  return [];
}

function range(pointer: string, text: string, errors: FieldError[]): Cidr | undefined {
  const cidr = parseCidr(text);
  if (typeof cidr !== 'string') return cidr;
  errors.push({ pointer, code: 'invalid-cidr', detail: `${cidr}.` });
  return undefined;
}

function overlapsText(cidr: Cidr, text: string): boolean {
  const other = parseCidr(text);
  return typeof other !== 'string' && overlaps(cidr, other);
}

function conflict(pointer: string, detail: string): FieldError {
  return { pointer, code: 'network-conflict', detail };
}
