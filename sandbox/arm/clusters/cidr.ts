/** An IPv4 range as numbers. */
export interface Range {
  first: number;
  last: number;
  prefix: number;
}

/** Parses `10.0.0.0/16`; undefined for anything else, IPv6 included. */
export function parseRange(text: string): Range | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, prefix };
}

/** Parses one address; undefined for anything but dotted IPv4. */
export function parseAddress(text: string): number | undefined {
  return parseRange(`${text}/32`)?.first;
}

/** Whether the ranges have an address in common. */
export function overlap(one: Range, other: Range): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** The ranges that AKS keeps for itself: no service, pod or network range may touch them. */
export const RESERVED_RANGES = ['169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16', '192.0.2.0/24'];
