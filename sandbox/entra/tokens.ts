import { randomBytes } from 'node:crypto';
import { compactVerify, SignJWT } from 'jose';
import { isObject, type JsonObject, text } from '../json.ts';
import { createSigningKey } from './keys.ts';
import type { Resource } from './resources.ts';

const LIFETIME_S = 3600;
/** Entra dates a token back, for those whose clocks are slow. */
const BACKDATED_S = 300;
const CACHED = 1000;

/** What the sandbox reads out of an access token. */
export interface Claims {
  audience: string;
  tenantId: string;
  objectId: string;
  applicationId: string;
  /** Seconds since the epoch. */
  expires: number;
}

/** For whom a token is, and how he proved who he is. */
export interface Grant {
  resource: Resource;
  tenantId: string;
  objectId: string;
  applicationId: string;
  by: 'secret' | 'assertion';
}

/** Issues and reads tokens; `expiresIn` is in seconds, `expires` in seconds since 1970. */
export interface Tokens {
  issue(grant: Grant): Promise<{ token: string; expiresIn: number; expires: number }>;
  /** The claims of a token that this sandbox signed, expired or not; undefined for any other text. */
  read(token: string): Promise<Claims | undefined>;
  jwks: JsonObject;
}

/**
 * Issues and checks RS256 access tokens; the key is kept, so that tokens outlive a restart.
 * @param authority the URL of a tenant, which signs version 2
 */
export async function createTokens(stateFolder: string, authority: (tenantId: string) => string): Promise<Tokens> {
  const { privateKey, publicKey, keyId, jwks } = await createSigningKey(stateFolder, 'token-key.pem')();
  const known = new Map<string, Claims>();

  async function verified(token: string): Promise<Claims | undefined> {
    try {
      const { payload } = await compactVerify(token, publicKey, { algorithms: ['RS256'] });
      return claimsOf(JSON.parse(new TextDecoder().decode(payload)));
    } catch {
      return undefined;
    }
  }

  return {
    jwks: { ...jwks },
    async issue(grant) {
      const now = Math.floor(Date.now() / 1000);
      const issuer = grant.resource.version === 2 ? `${authority(grant.tenantId)}/v2.0` : oldIssuer(grant.tenantId);
      const token = await new SignJWT({ ...own(grant), uti: randomBytes(16).toString('base64url') })
        .setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: keyId, x5t: keyId })
        .setIssuer(issuer)
        .setAudience(grant.resource.audience)
        .setSubject(grant.objectId)
        .setIssuedAt(now - BACKDATED_S)
        .setNotBefore(now - BACKDATED_S)
        .setExpirationTime(now + LIFETIME_S)
        .sign(privateKey);
      return { token, expiresIn: LIFETIME_S - 1, expires: now + LIFETIME_S };
    },
    async read(token) {
      const cached = known.get(token);
      if (cached !== undefined) return cached;
      const claims = await verified(token);
      // A handful of clients never fills the cache; a flood of tokens only empties it.
      if (known.size > CACHED) known.clear();
      if (claims !== undefined) known.set(token, claims);
      return claims;
    },
  };
}

/** The issuer of version 1, whatever the cloud. */
export const oldIssuer = (tenantId: string): string => `https://sts.windows.net/${tenantId}/`;

/** What tells the versions apart: how they call the client, and how strongly he proved himself. */
function own({ resource, tenantId, objectId, applicationId, by }: Grant): JsonObject {
  const strength = by === 'secret' ? '1' : '2';
  const both = { oid: objectId, tid: tenantId, ver: `${resource.version}.0` };
  if (resource.version === 2) return { ...both, azp: applicationId, azpacr: strength };
  return { ...both, appid: applicationId, appidacr: strength, idp: oldIssuer(tenantId), idtyp: 'app' };
}

function claimsOf(payload: unknown): Claims | undefined {
  if (!isObject(payload) || typeof payload['exp'] !== 'number') return undefined;
  return {
    audience: text(payload['aud']) ?? '',
    tenantId: text(payload['tid']) ?? '',
    objectId: text(payload['oid']) ?? '',
    applicationId: text(payload['appid']) ?? text(payload['azp']) ?? '',
    expires: payload['exp'],
  };
}
