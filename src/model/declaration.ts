import { deriveId, shardOfTenant } from './id.ts';
import type { Scope } from './principal.ts';

/** An API key that whoever runs Slipway has declared. */
export interface DeclaredKey {
  tenant: string;
  /** What it is for; a tenant has a name once. */
  name: string;
  scopes: Scope[];
  expiresAt?: string;
  /** The hash under which keys are stored: the key itself is not needed. */
  hash: string;
}

/** A webhook endpoint that whoever runs Slipway has declared. */
export interface DeclaredEndpoint {
  tenant: string;
  name: string;
  url: string;
  events: string[];
  description?: string;
  /** `whsec_` and base64. */
  secret: string;
}

/** What the store must hold whatever became of it: applied at the start, and again to a store that was emptied. */
export interface Declaration {
  keys: DeclaredKey[];
  endpoints: DeclaredEndpoint[];
}

/** Its id: the same whenever it is applied, so that what refers to it still does. */
export function declaredId(prefix: 'key' | 'whe', { tenant, name }: { tenant: string; name: string }): string {
  return deriveId(prefix, ['declared', tenant, name], shardOfTenant(tenant));
}
