import { lookup } from 'node:dns/promises';
import { type BlockList, isIP } from 'node:net';
import { blockList, type Cidr, classify, inRanges, isCidr, parseCidr } from './address-ranges.ts';

export interface AddressPolicyOptions {
  /** What the operator opens: ranges (`10.1.0.0/16`), exact hosts (`jira.corp.example`), or a host with one more port
   * (`jenkins.corp.example:8080`). Loopback, link-local and platform addresses stay shut. */
  allow: readonly string[];
  /** Plain http for hosts and ranges on the list. */
  allowHttp: boolean;
  /** Lets loopback, plain http and any port through. Never in production. */
  development: boolean;
  /** Ranges shut even if `allow` or the registries leave them open: the cluster's own networks, say. */
  deny?: readonly string[];
  resolve?: Resolve;
}

/** All addresses of a host name. */
export type Resolve = (host: string) => Promise<string[]>;

export type Verdict =
  /** `addresses` were all checked, and are all that may be dialled; `wall` is what the socket refuses on its own. */
  | { type: 'allowed'; url: URL; addresses: string[]; wall: BlockList }
  | { type: 'refused'; reason: string }
  /** The name has no address now; nothing was learned about the destination. */
  | { type: 'unresolved'; reason: string };

/** Decides whether a URL may be a destination: the same question at create, patch, ping and every attempt. */
export interface AddressPolicy {
  check(url: string): Promise<Verdict>;
}

const usualPorts = ['443', '8443'];
const innerNames = /^(localhost|[^.]+)$|\.(localhost|local|internal|localdomain|svc|cluster\.local)$/;

export function createAddressPolicy(options: AddressPolicyOptions): AddressPolicy {
  const { development, allowHttp, resolve = resolveAll } = options;
  const list = readAllowList(options.allow);
  const denied = (options.deny ?? []).map(parseCidr);

  return {
    async check(text) {
      const url = parseUrl(text);
      if (typeof url === 'string') return { type: 'refused', reason: url };
      const host = bareHost(url);
      const literal = isIP(host) !== 0;
      const named = list.hosts.has(host) || (literal && inRanges(host, list.ranges));

      const reason = refuseUrl(url, host, literal, named);
      if (reason) return { type: 'refused', reason };

      let addresses: string[];
      try {
        addresses = literal ? [host] : await resolve(host);
      } catch (error) {
        return { type: 'unresolved', reason: `${host}: ${error instanceof Error ? error.message : error}` };
      }
      if (addresses.length === 0) return { type: 'unresolved', reason: `${host} has no address` };
      return checkAddresses(url, host, addresses, named);
    },
  };

  function refuseUrl(url: URL, host: string, literal: boolean, named: boolean): string | undefined {
    const listed = named || list.ranges.length > 0;
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return `${url.protocol} is no web address`;
    // A range opens a name only by what it resolves to, so plain http is judged once more with the addresses.
    if (url.protocol === 'http:' && !development && !(allowHttp && listed)) return 'plain http';
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const open = development || usualPorts.includes(port) || list.hostPorts.has(`${host}:${port}`);
    if (!open && !(port === '80' && url.protocol === 'http:')) return `port ${port}`;
    if (literal || named) return undefined;
    if (!/^[a-z0-9._-]+$/.test(host)) return `${host} is no host name`;
    return innerNames.test(host) && !(development && host === 'localhost') ? `${host} is an inner name` : undefined;
  }

  function checkAddresses(url: URL, host: string, addresses: string[], named: boolean): Verdict {
    const granted = { loopback: false, private: false };
    for (const address of addresses) {
      const { class: kind, range } = classify(address);
      const listed = named || inRanges(address, list.ranges);
      const open = kind === 'public' || (kind === 'openable' && listed) || (kind === 'loopback' && development);
      if (!open || inRanges(address, denied)) return { type: 'refused', reason: `${host} is ${address} (${range})` };
      if (url.protocol === 'http:' && !development && !listed) {
        return { type: 'refused', reason: `plain http to ${address}, which is not on the list` };
      }
      granted.private ||= kind === 'openable';
      granted.loopback ||= kind === 'loopback';
    }
    return { type: 'allowed', url, addresses, wall: blockList(granted) };
  }
}

/** The URL, or why it is refused. What WHATWG parsing silently mends or drops is refused before it. */
function parseUrl(text: string): URL | string {
  if (text.length > 2048) return 'longer than 2048 characters';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  if (/[\u0000-\u0020\u007f]/.test(text)) return 'white space or control characters';
  const url = URL.parse(text);
  if (!url) return 'not a URL';
  if (url.username || url.password || /^[a-z]+:[/\\]*[^/\\?#]*@/i.test(text)) return 'credentials in the URL';
  if (text.includes('#')) return 'a fragment';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  return url.hostname ? url : 'no host';
}

/** The host as a resolver or a socket wants it: IPv6 without its brackets. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function readAllowList(allow: readonly string[]): { ranges: Cidr[]; hosts: Set<string>; hostPorts: Set<string> } {
  const entries = allow.map((entry) => entry.trim().toLowerCase().replace(/\.$/, '')).filter(Boolean);
  const names = entries.filter((entry) => !isCidr(entry));
  return {
    ranges: entries.filter(isCidr).map(parseCidr),
    hosts: new Set(names.map((name) => name.replace(/:\d+$/, ''))),
    hostPorts: new Set(names),
  };
}

async function resolveAll(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
