import { BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Cidr = [Address, number];

/**
 * Platform and metadata addresses that the registries of special addresses do not know, or that a wide range on the
 * allow-list would open: Azure's wire server, Alibaba's and Amazon's metadata services.
 */
const platform = ['168.63.129.16/32', '100.100.100.200/32', 'fd00:ec2::254/128'];
const neverOpened = platform.map(parseCidr);

/** Special ranges that the operator may open. Loopback, link-local, multicast and the like are never a destination. */
const openable = new Set(['private', 'uniqueLocal', 'carrierGradeNat']);

/** IPv6 addresses outside of it are special even where no registry names them: `::7f00:1`, say. */
const globalIpv6 = parseCidr('2000::/3');

/** Reads an address or a range such as `10.1.0.0/16`. */
export function parseCidr(text: string): Cidr {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/** Whether a text is an address or a range, rather than a host name. */
export function isCidr(text: string): boolean {
  return ipaddr.isValid(text) || ipaddr.isValidCIDR(text);
}

/** How an address may be used: by anybody, only if the operator opens it, or never. */
export function classify(text: string): { class: 'public' | 'openable' | 'loopback' | 'never'; range: string } {
  // `process` takes ::ffff:10.0.0.1 for the 10.0.0.1 that it reaches.
  const address = ipaddr.process(text);
  const range = address.range();
  if (within(address, neverOpened)) return { class: 'never', range: 'platform' };
  if (range === 'loopback') return { class: 'loopback', range };
  if (openable.has(range)) return { class: 'openable', range };
  const global = range === 'unicast' && (address.kind() === 'ipv4' || within(address, [globalIpv6]));
  return global ? { class: 'public', range } : { class: 'never', range: range === 'unicast' ? 'unassigned' : range };
}

/** Whether an address lies in one of the ranges. */
export function inRanges(text: string, ranges: readonly Cidr[]): boolean {
  return within(ipaddr.process(text), ranges);
}

function within(address: Address, ranges: readonly Cidr[]): boolean {
  return ranges.some(([base, bits]) => base.kind() === address.kind() && address.match(base, bits));
}

/**
 * The second wall: what the socket itself refuses to connect to, should the checks before it have a hole.
 * @param except classes of address that this one connection was granted
 */
export function blockList(except: { loopback: boolean; private: boolean }): BlockList {
  const list = new BlockList();
  const deny = (ranges: string[]) => {
    for (const range of ranges) {
      const [address, bits] = parseCidr(range);
      list.addSubnet(address.toString(), bits, address.kind());
    }
  };
  deny(['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3', '::/128', 'fe80::/10', 'ff00::/8', '64:ff9b::/96', '2002::/16']);
  deny(platform);
  if (!except.loopback) deny(['127.0.0.0/8', '::1/128']);
  if (!except.private) deny(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']);
  return list;
}
