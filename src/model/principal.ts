/** What a caller may do with what its tenant owns. A key has all of these unless it was made with fewer. */
export const tenantScopes = [
  'clusters:read',
  'clusters:write',
  'clusters:delete',
  'clusters:credentials',
  'jobs:read',
  'jobs:write',
  'webhooks:read',
  'webhooks:write',
] as const;

/** What an operator may do, whoever owns it. A key has these only if they were asked for by name. */
export const operatorScopes = ['operator:read', 'operator:write'] as const;

export const scopes = [...tenantScopes, ...operatorScopes] as const;
export type Scope = (typeof scopes)[number];

/** What a tenant may be called. */
export const tenantPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Who calls: an API key of a tenant. */
export interface Principal {
  /** `key:<key id>`; shown as `requestedBy`. */
  id: string;
  tenant: string;
  scopes: readonly Scope[];
}

/** An API key as it is stored: by the hash of the key, which itself is shown once. */
export interface ApiKeyRecord {
  schema: 1;
  id: string;
  tenant: string;
  name: string;
  scopes: Scope[];
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
  /** It stands in the declaration file. */
  declared?: true;
}
