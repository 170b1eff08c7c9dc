import { createHash, randomUUID } from 'node:crypto';

// The alphabet of generated names: no vowels, no look-alikes.
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

export const newUid = randomUUID;

function spell(bytes: Uint8Array, length: number): string {
  return [...bytes.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join('');
}

/** A random suffix for `generateName`. */
export function randomSuffix(length = 5): string {
  return spell(crypto.getRandomValues(new Uint8Array(length)), length);
}

/** The same suffix for the same text, such as a pod template's hash. */
export function hashSuffix(text: string, length = 10): string {
  return spell(createHash('sha256').update(text).digest(), length);
}

/** Eight digits that stay the same for a cluster, as in its nodes' names. */
export function eightDigits(text: string): string {
  return String((createHash('sha256').update(text).digest().readUInt32BE() % 90_000_000) + 10_000_000);
}
