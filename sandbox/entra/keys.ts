import { createHash, createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JSONWebKeySet } from 'jose';
import { readFile } from '../read-file.ts';

/** A key pair with the set of keys that checks what it signed. */
export interface SigningKey {
  privateKey: KeyObject;
  publicKey: KeyObject;
  keyId: string;
  jwks: JSONWebKeySet;
}

/** An RSA key that is made when it is first asked for, and kept in a file, so that what it signed outlives a restart. */
export function createSigningKey(folder: string, file: string): () => Promise<SigningKey> {
  let key: Promise<SigningKey> | undefined;
  return () => {
    key ??= load(join(folder, file));
    return key;
  };
}

async function load(path: string): Promise<SigningKey> {
  const privateKey = createPrivateKey(readFile(path) ?? (await make(path)));
  const publicKey = createPublicKey(privateKey);
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const keyId = createHash('sha256').update(n).digest('base64url').slice(0, 27);
  const jwks = { keys: [{ kty: 'RSA', use: 'sig', alg: 'RS256', kid: keyId, x5t: keyId, n, e }] };
  return { privateKey, publicKey, keyId, jwks };
}

async function make(path: string): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, pem, { mode: 0o600 });
  return pem;
}
