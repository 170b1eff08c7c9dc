import type { IncomingMessage } from 'node:http';
import { parseAddress, parseRange } from './arm/clusters/cidr.ts';
import type { Cluster } from './arm/clusters/cluster.ts';
import { AKS_SERVER_APPLICATION } from './arm/clusters/credentials.ts';
import type { ClusterStore } from './arm/clusters/store.ts';
import type { Caller, Directory } from './config.ts';
import type { Claims, Tokens } from './entra/tokens.ts';
import { list, object, text } from './json.ts';
import { ApiError } from './kube/status.ts';

export interface EntranceParts {
  clusters: ClusterStore;
  tokens: Tokens;
  directory: Directory;
  /** From where everybody comes. */
  caller: Caller;
}

/** What becomes of a request to an API server: it goes on to the cluster, is refused, or is never answered. */
export type Entry = { type: 'open'; fqdn: string } | { type: 'refused'; error: ApiError } | { type: 'dropped' };

/** What lies below a group and its version; all else (version, health, discovery) is open to whomever Entra knows. */
const RESOURCES = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/./;

/** The way to the API servers, as AKS guards it: the network first, then who is asking, then what he may. */
export function createEntrance({ clusters, tokens, directory, caller }: EntranceParts) {
  /** Claims of a token that opens this cluster; none for any other text. */
  function claimsFor(cluster: Cluster, token: string): Claims | undefined {
    const profile = object(cluster.body.properties['aadProfile']);
    const claims = tokens.read(token);
    if (claims === undefined || claims.expires * 1000 <= Date.now()) return undefined;
    if (claims.audience !== AKS_SERVER_APPLICATION) return undefined;
    return claims.tenantId === (text(profile['tenantID']) ?? directory.tenantId) ? claims : undefined;
  }

  function isAdmin(cluster: Cluster, { objectId }: Claims): boolean {
    const groups = directory.principals.find((one) => one.objectId === objectId)?.groups ?? [];
    const admins = list(object(cluster.body.properties['aadProfile'])['adminGroupObjectIDs']);
    return groups.some((group) => admins.includes(group));
  }

  return (host: string, request: IncomingMessage): Entry => {
    const cluster = clusters.all().find((one) => [one.fqdn, text(one.body.properties['privateFQDN'])].includes(host));
    if (cluster === undefined) return { type: 'open', fqdn: host };
    if (!isReachable(cluster, caller)) return { type: 'dropped' };
    const { fqdn, adminToken, userToken, body } = cluster;
    const token = request.headers.authorization?.replace(/^bearer /i, '') ?? '';
    if (token === adminToken || token === userToken) {
      return body.properties.disableLocalAccounts ? unauthorized() : { type: 'open', fqdn };
    }
    // Service accounts and the like are the cluster's own business.
    if (body.properties['aadProfile'] === undefined || tokens.read(token) === undefined) return { type: 'open', fqdn };
    const claims = claimsFor(cluster, token);
    if (claims === undefined) return unauthorized();
    const path = request.url ?? '/';
    if (RESOURCES.test(path) && !isAdmin(cluster, claims)) {
      return forbidden(claims, path, request.method ?? 'GET');
    }
    // The Kubernetes side knows the cluster's own tokens alone.
    request.headers.authorization = `Bearer ${adminToken}`;
    return { type: 'open', fqdn };
  };
}

/** A private API server answers inside its network alone; authorized ranges guard a public one. */
function isReachable({ body }: Cluster, caller: Caller): boolean {
  const profile = object(body.properties['apiServerAccessProfile']);
  if (profile['enablePrivateCluster'] === true) return caller.inside;
  const ranges = list(profile['authorizedIPRanges']).map(String);
  const address = parseAddress(caller.address) ?? 0;
  return (
    ranges.length === 0 ||
    ranges.some((one) => {
      const range = parseRange(one.includes('/') ? one : `${one}/32`);
      return range !== undefined && range.first <= address && address <= range.last;
    })
  );
}

function unauthorized(): Entry {
  return { type: 'refused', error: new ApiError(401, 'Unauthorized', 'Unauthorized') };
}

function forbidden({ objectId }: Claims, path: string, method: string): Entry {
  const what = path.split('?')[0]?.split('/').at(-1) ?? '';
  const verb = method === 'GET' ? 'list' : method.toLowerCase();
  const message = `${what} is forbidden: User "${objectId}" cannot ${verb} resource "${what}" at the cluster scope: User does not have access to the resource in Azure. Update role assignment to allow access.`;
  return { type: 'refused', error: new ApiError(403, 'Forbidden', message, {}) };
}
