import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Client, createClient } from '../e2e/client.ts';
import type { Stack } from '../e2e/stack.ts';

/** As declared in `tenants.yaml`; each lives in a shard of its own. */
export const tenants = ['red', 'green', 'blue'] as const;
export type Tenant = (typeof tenants)[number];

const keys = new Map(tenants.map((tenant) => [tenant, `slw_chaos_${randomBytes(20).toString('hex')}`]));

export function keyOf(tenant: Tenant): string {
  return keys.get(tenant) ?? '';
}

/** The settings by which the service knows them. */
export function tenantSettings(): Record<string, string> {
  const ofKeys = tenants.map((tenant) => [`CHAOS_KEY_${tenant.toUpperCase()}`, keyOf(tenant)]);
  return { SLIPWAY_DECLARATION_FILE: join(import.meta.dirname, 'tenants.yaml'), ...Object.fromEntries(ofKeys) };
}

/** The tenant as a caller of the first API. */
export function clientOf({ apis: [api] }: Pick<Stack, 'apis'>, tenant: Tenant): Client {
  return createClient(api?.url ?? '', keyOf(tenant));
}

/** Has every tenant subscribe to its events. @returns the secrets of keys and endpoints */
export async function subscribe(stack: Stack): Promise<string[]> {
  const secrets: string[] = [];
  for (const tenant of tenants) {
    const { secret } = await clientOf(stack, tenant).register(stack.receiver.url, ['*', 'job.phase_changed']);
    stack.receiver.trust(secret);
    secrets.push(keyOf(tenant), secret);
  }
  return secrets;
}
