import type { JSONWebKeySet } from 'jose';
import { isObject, type JsonObject, object } from '../json.ts';

export type Issuers = ReturnType<typeof createIssuers>;

/**
 * Whose tokens Entra can check: the clusters that have an issuer, and those whose keys somebody has told it. It fetches
 * keys from nobody.
 * @param isCluster whether a cluster has that issuer URL
 * @param clusterKeys the keys that sign the service accounts' tokens of all clusters
 */
export function createIssuers(
  isCluster: (issuer: string) => boolean,
  clusterKeys: () => Promise<JSONWebKeySet>,
  changed: () => void,
) {
  const told = new Map<string, JSONWebKeySet>();

  return {
    keysOf: async (issuer: string) => (isCluster(issuer) ? clusterKeys() : told.get(issuer)),
    /** `{ issuer, jwks }`; throws a sentence on anything else. */
    put(body: JsonObject): void {
      const { issuer, jwks } = body;
      if (typeof issuer !== 'string' || !isObject(jwks) || !Array.isArray(jwks['keys'])) {
        throw new SyntaxError('an issuer is { issuer, jwks: { keys } }');
      }
      told.set(issuer, jwks as unknown as JSONWebKeySet);
      changed();
    },
    all: () => [...told.keys()],
    snapshot: () => Object.fromEntries(told),
    restore(snapshot: unknown): void {
      for (const [issuer, jwks] of Object.entries(object(snapshot))) told.set(issuer, jwks as JSONWebKeySet);
    },
  };
}
