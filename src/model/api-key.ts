import { createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const secretLength = 32;
const checksumLength = 6;

/**
 * Writes an API key: `slw_<environment>_<key id>_<secret><checksum>`. One word for a double click, a prefix and a
 * checksum by which a scanner tells a leaked key from chance.
 * @param keyId id of the key's record, without its prefix
 * @param secret random bytes: 24 make 190 bits
 */
export function formatApiKey(environment: string, keyId: string, secret: Buffer): string {
  const head = `slw_${environment}_${keyId}_${base62(BigInt(`0x${secret.toString('hex')}`), secretLength)}`;
  return head + checksum(head);
}

/**
 * The hash under which a key is stored. A key has 190 random bits, so that a fast hash keeps it as well as a slow one.
 * @param pepper mixed in, so that the store alone does not tell whether a guess is right
 */
export function hashApiKey(key: string, pepper: string): string {
  return createHmac('sha256', pepper).update(key).digest('hex');
}

function checksum(text: string): string {
  return base62(BigInt(crc32(text)), checksumLength);
}

function base62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n) text = `${alphabet.charAt(Number(rest % 62n))}${text}`;
  return text;
}
