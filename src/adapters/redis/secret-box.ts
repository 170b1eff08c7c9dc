import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Keeps secrets that must be recoverable. */
export interface SecretBox {
  /** `owner` is bound to the result: what was sealed for one record does not open for another. */
  seal(secret: string, owner: string): string;
  open(stored: string, owner: string): string;
}

const algorithm = 'aes-256-gcm';
const mark = 'gcm1.';
const [nonceBytes, tagBytes] = [12, 16];

/** AES-256-GCM with a key of 32 bytes; without a key the secret is stored as it is. Either reads what was stored plain. */
export function createSecretBox(key: Buffer | undefined): SecretBox {
  if (key && key.length !== 32) throw new Error('the key that encrypts webhook secrets must have 32 bytes');
  return {
    seal(secret, owner) {
      if (!key) return secret;
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(owner));
      const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return mark + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    open(stored, owner) {
      if (!stored.startsWith(mark)) return stored;
      if (!key) throw new Error('webhook secrets are encrypted, and no key is configured');
      const bytes = Buffer.from(stored.slice(mark.length), 'base64');
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]).toString('utf8');
    },
  };
}
