import type { IncomingMessage } from 'node:http';
import { parseAddress, parseRange } from './arm/clusters/cidr.ts';
import { type Cluster, isStopped } from './arm/clusters/cluster.ts';
import { AKS_SERVER_APPLICATION } from './arm/clusters/credentials.ts';
import type { ClusterStore } from './arm/clusters/store.ts';
import type { RoleAssignments } from './arm/rights/assignments.ts';
import type { Caller } from './config.ts';
import type { DirectoryGroups } from './entra/groups.ts';
import type { Claims, Tokens } from './entra/tokens.ts';
import { list, object, text } from './json.ts';
import { ApiError } from './kube/status.ts';

export interface EntranceParts {
  clusters: ClusterStore;
  tokens: Tokens;
  directoryGroups: DirectoryGroups;
  roleAssignments: RoleAssignments;
  tenantId: string;
  /** From where everybody comes. */
  caller: Caller;
}

/** What becomes of a request to an API server: it goes on to the cluster, is refused, or is never answered. */
export type Entry =
  | { type: 'open'; fqdn: string; cluster?: Cluster }
  | { type: 'refused'; error: ApiError }
  | { type: 'dropped' };

/** `Azure Kubernetes Service RBAC Cluster Admin`. */
const RBAC_CLUSTER_ADMIN = 'b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b';
/** What lies below a group and its version; all else (version, health, discovery) is open to whomever Entra knows. */
const RESOURCES = /^\/(?:api\/[^/]+|apis\/[^/]+\/[^/]+)\/./;

/** The way to the API servers, as AKS guards it: the network first, then who is asking, then what he may. */
export function createEntrance(parts: EntranceParts) {
  const { clusters, tokens, directoryGroups, roleAssignments, tenantId, caller } = parts;

  /** Whether a token with these claims opens this cluster. */
  function opens(cluster: Cluster, claims: Claims): boolean {
    const profile = object(cluster.body.properties['aadProfile']);
    if (claims.expires * 1000 <= Date.now()) return false;
    if (claims.audience !== AKS_SERVER_APPLICATION) return false;
    return claims.tenantId === (text(profile['tenantID']) ?? tenantId);
  }

  function isAdmin({ body }: Cluster, { objectId }: Claims): boolean {
    const { adminGroupObjectIDs, enableAzureRBAC } = object(body.properties['aadProfile']);
    const admins = list(adminGroupObjectIDs).map((id) => `${id}`.toLowerCase());
    if (directoryGroups.of(objectId).some((group) => admins.includes(group))) return true;
    return (
      enableAzureRBAC === true &&
      roleAssignments
        .inForce(body.id)
        .some((one) => one.roleDefinitionId.endsWith(RBAC_CLUSTER_ADMIN) && roleAssignments.isAssignedTo(one, objectId))
    );
  }

  return async (host: string, request: IncomingMessage): Promise<Entry> => {
    const cluster = clusters.byHost(host);
    if (cluster === undefined) return { type: 'open', fqdn: host };
    if (isStopped(cluster.body.properties) || !isReachable(cluster, caller)) return { type: 'dropped' };
    const { fqdn, adminToken, userToken, body } = cluster;
    const token = request.headers.authorization?.replace(/^bearer /i, '') ?? '';
    if (token === adminToken || token === userToken) {
      return body.properties.disableLocalAccounts ? unauthorized() : { type: 'open', fqdn, cluster };
    }
    // Service accounts and the like are the cluster's own business.
    const claims = body.properties['aadProfile'] === undefined ? undefined : await tokens.read(token);
    if (claims === undefined) return { type: 'open', fqdn, cluster };
    if (!opens(cluster, claims)) return unauthorized();
    const path = request.url ?? '/';
    if (RESOURCES.test(path) && !isAdmin(cluster, claims)) {
      return forbidden(claims, path, request.method ?? 'GET');
    }
    // The Kubernetes side knows the cluster's own tokens alone.
    request.headers.authorization = `Bearer ${adminToken}`;
    return { type: 'open', fqdn, cluster };
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
