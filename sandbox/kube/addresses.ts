/** IPv4 addresses as numbers, for handing them out of a range. */
export function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The number as a dotted IPv4 address. */
export function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The first address of a range and how many it has. */
export function rangeOf(cidr: string): { first: number; size: number } {
  const [address = '', bits = '32'] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  return { first: Math.floor(toNumber(address) / size) * size, size };
}

/** The first address at or after an offset of a range that is not taken. */
export function freeAddress(cidr: string, offset: number, taken: ReadonlySet<string>): string {
  const { first, size } = rangeOf(cidr);
  for (let step = 0; step < size; step += 1) {
    const address = toAddress(first + ((offset + step) % size));
    if (!taken.has(address)) return address;
  }
  throw new Error(`no address is free in ${cidr}`);
}
