import { overlaps, readRange } from '../../../model/cidr.ts';

/** Whether two ranges share an address; what is no IPv4 range shares none. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [readRange(one), readRange(other)];
  return a !== undefined && b !== undefined && overlaps(a, b);
}
