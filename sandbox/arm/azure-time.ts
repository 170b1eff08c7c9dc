import { chanceOf } from '../random.ts';

/**
 * A time stamp as Azure writes it: .NET's seven digits of a second without the noughts at their end (recordings of 2022 to
 * 2025). Clocks here know milliseconds; the rest is made of the millisecond and of whom it is about, and stays.
 */
export function azureTime(ms: number, about: string): string {
  const rest = 1 + Math.floor(chanceOf(ms, about) * 9998);
  const digits = `${rest}`.padStart(4, '0').replace(/0+$/, '');
  return new Date(ms).toISOString().replace('Z', `${digits}Z`);
}
