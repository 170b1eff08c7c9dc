import type { JSONWebKeySet } from 'jose';
import { object } from '../json.ts';

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
    put(issuer: string, jwks: JSONWebKeySet): void {
      told.set(issuer, jwks);
      changed();
    },
    all: () => [...told.keys()],
    snapshot: () => Object.fromEntries(told),
    restore(snapshot: unknown): void {
      for (const [issuer, jwks] of Object.entries(object(snapshot))) told.set(issuer, jwks as JSONWebKeySet);
    },
  };
}
