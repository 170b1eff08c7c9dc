import { recordOf } from '../../model/json.ts';
import type { ArmScope } from '../../ports.ts';
import { isAbsent } from './absent.ts';
import { type ArmClients, toldBy } from './client.ts';

/** The path of an ARM id, whatever characters names have in it. */
export function pathOf(id: string): string {
  return id.split('/').map(encodeURIComponent).join('/');
}

/**
 * Reads one resource by its id. It may lie in another subscription than the cluster: then the account must be configured
 * for that one.
 * @returns its body; nothing if ARM says that it is not there
 */
export async function readResource(
  clients: ArmClients,
  scope: ArmScope,
  what: string,
  id: string,
  apiVersion: string,
): Promise<Record<string, unknown> | undefined> {
  const url = `${pathOf(id)}?api-version=${apiVersion}`;
  const answer = await clients.request(scopeOf(scope, id), what, { method: 'GET', url });
  return isAbsent(answer) ? undefined : recordOf(toldBy(answer).body);
}

/** The scope in which a resource is read: that of its own subscription. */
export function scopeOf(scope: ArmScope, id: string): ArmScope {
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1] ?? scope.subscriptionId;
  return { ...scope, subscriptionId };
}
