import ipaddr from 'ipaddr.js';

/** An IPv4 range in CIDR notation, first and last address as unsigned integers. */
export interface Cidr {
  text: string;
  first: number;
  last: number;
  prefix: number;
}

const strictCidr = /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}\/(0|[1-9]\d?)$/;

function toNumber(address: ipaddr.IPv4): number {
  return address.octets.reduce((number, octet) => number * 256 + octet, 0);
}

/**
 * Reads an IPv4 range strictly: four decimal octets without leading zeros, a prefix of 0 to 32, no host bits.
 * @returns the range, or a sentence saying what is wrong with the text
 */
export function parseCidr(text: string): Cidr | string {
  // Checked before the library sees it: the library reads 010.0.0.0 as octal, as inet_aton does.
  if (!strictCidr.test(text)) return `${quote(text)} is not an IPv4 range such as 10.244.0.0/16`;
  if (!ipaddr.IPv4.isValidCIDR(text)) return `${quote(text)} is not a valid IPv4 range`;
  const [address, prefix] = ipaddr.IPv4.parseCIDR(text);
  const network = ipaddr.IPv4.networkAddressFromCIDR(text);
  if (network.toString() !== address.toString()) {
    return `${quote(text)} has host bits set; the range is ${network.toString()}/${prefix}`;
  }
  const first = toNumber(network);
  return { text, first, last: first + 2 ** (32 - prefix) - 1, prefix };
}

/**
 * Reads an IPv4 range or address as Azure's networks have them, where host bits do no harm.
 * @returns the range; `undefined` for a service tag, IPv6 or anything else
 */
export function readRange(text: string): Cidr | undefined {
  const whole = text.includes('/') ? text : `${text}/32`;
  if (!strictCidr.test(whole) || !ipaddr.IPv4.isValidCIDR(whole)) return undefined;
  const range = parseCidr(`${ipaddr.IPv4.networkAddressFromCIDR(whole)}/${whole.split('/')[1]}`);
  return typeof range === 'string' ? undefined : range;
}

/** Reads an IPv4 address strictly; `undefined` if it is none. */
export function parseAddress(text: string): number | undefined {
  return strictCidr.test(`${text}/32`) && ipaddr.IPv4.isValid(text) ? toNumber(ipaddr.IPv4.parse(text)) : undefined;
}

/** Whether two ranges share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/** Whether the outer range holds all of the inner one. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether the range holds the address. */
export function holds(range: Cidr, address: number): boolean {
  return range.first <= address && address <= range.last;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}
