import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject, text } from '../json.ts';

const LIFETIME_S = 3600;

/** What the sandbox reads out of an access token. */
export interface Claims {
  audience: string;
  tenantId: string;
  objectId: string;
  applicationId: string;
  /** Seconds since the epoch. */
  expires: number;
}

export interface Tokens {
  issue(grant: { audience: string; tenantId: string; objectId: string; applicationId: string }): {
    token: string;
    expiresIn: number;
  };
  /** The claims of a token that this sandbox signed, expired or not; undefined for any other text. */
  read(token: string): Claims | undefined;
  jwks: JsonObject;
}

/** Issues and checks RS256 access tokens; the key is kept, so that tokens outlive a restart. */
export function createTokens(stateFolder: string): Tokens {
  const privateKey = createPrivateKey(readOrMakeKey(stateFolder));
  const publicKey = createPublicKey(privateKey);
  const jwk = publicKey.export({ format: 'jwk' });
  const keyId = createHash('sha256').update(`${jwk['n']}`).digest('base64url').slice(0, 27);
  const header = encode({ typ: 'JWT', alg: 'RS256', kid: keyId, x5t: keyId });
  const known = new Map<string, Claims>();

  function verified(token: string): Claims | undefined {
    const [head, payload, signature] = token.split('.');
    if (head === undefined || payload === undefined || signature === undefined) return undefined;
    const signed = Buffer.from(`${head}.${payload}`);
    if (!verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url'))) return undefined;
    return claimsOf(decodeJwt(token));
  }

  return {
    jwks: { keys: [{ ...jwk, kid: keyId, x5t: keyId, use: 'sig', alg: 'RS256' }] },
    issue({ audience, tenantId, objectId, applicationId }) {
      const now = Math.floor(Date.now() / 1000);
      const payload = encode({
        aud: audience,
        iss: `https://sts.windows.net/${tenantId}/`,
        iat: now,
        nbf: now,
        exp: now + LIFETIME_S,
        appid: applicationId,
        appidacr: '1',
        idp: `https://sts.windows.net/${tenantId}/`,
        idtyp: 'app',
        oid: objectId,
        sub: objectId,
        tid: tenantId,
        uti: randomUUID(),
        ver: '1.0',
      });
      const signature = sign('sha256', Buffer.from(`${header}.${payload}`), privateKey).toString('base64url');
      return { token: `${header}.${payload}.${signature}`, expiresIn: LIFETIME_S - 1 };
    },
    read(token) {
      const cached = known.get(token);
      if (cached !== undefined) return cached;
      const claims = verified(token);
      // A handful of clients never fills the cache; a flood of tokens only empties it.
      if (known.size > 1000) known.clear();
      if (claims !== undefined) known.set(token, claims);
      return claims;
    },
  };
}

/** The payload of a JWT, unchecked; undefined when the text is none. */
export function decodeJwt(token: string): JsonObject | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return isObject(payload) ? payload : undefined;
  } catch {
    return undefined;
  }
}

function claimsOf(payload: JsonObject | undefined): Claims | undefined {
  if (payload === undefined || typeof payload['exp'] !== 'number') return undefined;
  return {
    audience: text(payload['aud']) ?? '',
    tenantId: text(payload['tid']) ?? '',
    objectId: text(payload['oid']) ?? '',
    applicationId: text(payload['appid']) ?? '',
    expires: payload['exp'],
  };
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function readOrMakeKey(folder: string): string {
  const path = join(folder, 'token-key.pem');
  try {
    return readFileSync(path, 'utf8');
  } catch {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, pem, { mode: 0o600 });
    return pem;
  }
}
