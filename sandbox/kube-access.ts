import type { IncomingMessage } from 'node:http';
import { AKS_SERVER_APPLICATION } from './arm/clusters/credentials.ts';
import type { ClusterStore } from './arm/clusters/store.ts';
import type { Tokens } from './entra/tokens.ts';

/**
 * Where Entra integration is on, AKS takes tokens of its server application beside its own: such a token is exchanged for
 * the cluster's before the Kubernetes side looks, so that local accounts may be off.
 */
export function exchangeEntraToken(
  request: IncomingMessage,
  fqdn: string,
  clusters: ClusterStore,
  tokens: Tokens,
): void {
  const claims = tokens.read(request.headers.authorization?.replace(/^bearer /i, '') ?? '');
  if (claims === undefined || claims.expires * 1000 <= Date.now()) return;
  if (!claims.audience.includes(AKS_SERVER_APPLICATION)) return;
  const cluster = clusters.all().find((one) => one.fqdn === fqdn);
  if (cluster?.body.properties['aadProfile'] === undefined) return;
  request.headers.authorization = `Bearer ${cluster.adminToken}`;
}
