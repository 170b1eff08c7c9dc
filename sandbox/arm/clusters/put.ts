import type { Counters } from '../../counters.ts';
import type { Faults } from '../../faults/faults.ts';
import { JSON_PLAIN, type Reply } from '../../http/reply.ts';
import { type JsonObject, object, stringMap } from '../../json.ts';
import { shownPool } from '../agent-pools/pool.ts';
import { aksError, armError } from '../errors.ts';
import type { Groups } from '../groups/groups.ts';
import type { Operation, Operations } from '../operations.ts';
import { type ArmRequest, param } from '../request.ts';
import type { Admission } from './admission.ts';
import { clusterAsOf, skuOf } from './as-of.ts';
import { buildBody, normalLocation, withoutEmptyLabels } from './body.ts';
import { type Cluster, clusterKey, goodEnding, newTokens } from './cluster.ts';
import { checkIdle } from './in-progress.ts';
import { keepPools } from './kept-pools.ts';
import type { Lifecycle } from './lifecycle.ts';
import { alreadyExists, checkPreconditions } from './preconditions.ts';
import { type ClusterRequest, parseClusterRequest } from './request.ts';
import type { ClusterStore } from './store.ts';
import { targetOf } from './target.ts';
import { keepRunning, targetsOf } from './targets.ts';
import { validateCluster } from './validate.ts';

export interface PutParts {
  groups: Groups;
  clusters: ClusterStore;
  operations: Operations;
  admission: Admission;
  lifecycle: Lifecycle;
  faults: Faults;
  counters: Counters;
  tenantId: string;
}

/** What AKS refuses to change in an existing cluster's network. */
const FIXED_NETWORK = ['networkPlugin', 'serviceCidr', 'dnsServiceIP', 'networkPolicy'] as const;

/** Creates or updates a cluster: 201 with a new operation, 200 for an update, and the refusals of both. */
export function putCluster(request: ArmRequest, parts: PutParts): Reply {
  const { groups, clusters, admission, tenantId } = parts;
  const [subscriptionId, groupName, name] = [param(request, 'sub'), param(request, 'rg'), param(request, 'name')];
  const group = groups.needForWrite(subscriptionId, groupName);
  const existing = clusters.find(subscriptionId, groupName, name);
  checkPreconditions(request, existing?.body);
  if (existing !== undefined) checkIdle(existing, parts.operations);

  const wanted = parseClusterRequest(request.body);
  if (wanted.sku !== undefined) wanted.sku = skuOf(request.apiVersion, wanted.sku);
  if (existing !== undefined) keepPools(existing, wanted);
  wanted.properties.agentPoolProfiles ??= [];
  validateCluster(name, wanted);
  admission.checkCluster(subscriptionId, name, wanted, object(request.body), existing === undefined);
  const context = { subscriptionId, resourceGroup: group.name, name, tenantId, apiVersion: request.apiVersion };
  if (existing !== undefined) {
    const reply = update(existing, wanted, context, parts);
    if (request.headers['if-match'] === undefined) parts.counters.overwriteAccepted(existing.key);
    return reply;
  }
  return create(wanted, context, parts);
}

type Context = Parameters<typeof buildBody>[1];

function create(wanted: ClusterRequest, context: Context, parts: PutParts): Reply {
  const { clusters, groups, admission, lifecycle, faults, counters, operations } = parts;
  const { subscriptionId, resourceGroup, name } = context;
  const body = buildBody(wanted, context);
  if (groups.find(subscriptionId, body.properties.nodeResourceGroup) !== undefined) {
    const message = `The node resource group ${body.properties.nodeResourceGroup} already exists.`;
    throw aksError(400, 'NodeResourceGroupAlreadyExists', message, { target: 'nodeResourceGroup' });
  }
  const cluster: Cluster = {
    key: clusterKey(subscriptionId, resourceGroup, name),
    subscriptionId,
    resourceGroup,
    name,
    body,
    fqdn: fqdnOf(body.properties['azurePortalFQDN']),
    nodeCidr: admission.nodeCidrOf(wanted),
    ...newTokens(),
    ending: goodEnding,
    ...admission.doomOf(wanted),
  };
  const target = targetOf(cluster);
  if (faults.strike('plugin-replaced', target)) {
    Object.assign(body.properties.networkProfile, { networkPlugin: 'kubenet', podCidr: '10.244.0.0/16' });
  }
  const rival = faults.strike('overtaken', target);
  if (rival !== undefined) {
    body.tags = stringMap(rival['tags']);
    clusters.put(cluster);
    lifecycle.create(cluster);
    throw alreadyExists(name);
  }
  clusters.put(cluster);
  counters.createAccepted(cluster.key);
  const operation = lifecycle.create(cluster);
  const answer = shown(cluster, context.apiVersion);
  cluster.body = withoutEmptyLabels(cluster.body);
  return { status: 201, contentType: JSON_PLAIN, headers: follow(operation, operations), body: answer };
}

function update(cluster: Cluster, wanted: ClusterRequest, context: Context, parts: PutParts): Reply {
  const { lifecycle, operations, clusters, admission } = parts;
  checkFixed(cluster, wanted);
  const targets = targetsOf(wanted, cluster.body);
  const previous = cluster.body;
  cluster.body = withoutEmptyLabels(buildBody(wanted, { ...context, previous }));
  keepRunning(cluster.body, previous);
  if (targets !== undefined) cluster.targets = targets;
  delete cluster.doom;
  Object.assign(cluster, admission.doomOf(wanted));
  clusters.put(cluster);
  const operation = lifecycle.update(cluster);
  lifecycle.applyFaults();
  return {
    status: 200,
    contentType: JSON_PLAIN,
    headers: follow(operation, operations),
    body: shown(cluster, context.apiVersion),
  };
}

/** Where to follow an operation. AKS sends no Retry-After (recordings). */
export function follow(operation: Operation, operations: Operations): Record<string, string> {
  return { 'azure-asyncoperation': operations.statusUrl(operation) };
}

/** The same of a delete, an abort and what else is only begun: AKS tells the URL of the result as well (recordings). */
export function followToResult(operation: Operation, operations: Operations): Record<string, string> {
  return { ...follow(operation, operations), location: operations.resultUrl(operation) };
}

/** A cluster as an api-version shows it. AKS shows the ETags only once the cluster has been made. */
export function shown({ body }: Cluster, apiVersion: string): JsonObject {
  const { eTag, ...rest } = body;
  if (body.properties.provisioningState !== 'Creating') return clusterAsOf(apiVersion, { ...rest, eTag });
  const agentPoolProfiles = body.properties.agentPoolProfiles.map(shownPool);
  return clusterAsOf(apiVersion, { ...rest, properties: { ...body.properties, agentPoolProfiles } });
}

function checkFixed(cluster: Cluster, wanted: ClusterRequest): void {
  const { body } = cluster;
  if (normalLocation(wanted.location) !== body.location) {
    throw armError(
      409,
      'InvalidResourceLocation',
      `The resource '${cluster.name}' already exists in location '${body.location}' in resource group '${cluster.resourceGroup}'. A resource with the same name cannot be created in location '${wanted.location}'. Please select a new resource name.`,
    );
  }
  for (const field of FIXED_NETWORK) {
    const asked = wanted.properties.networkProfile?.[field];
    if (asked !== undefined && asked !== body.properties.networkProfile[field]) {
      throw aksError(400, 'PropertyChangeNotAllowed', `Changing property 'networkProfile.${field}' is not allowed.`, {
        target: `networkProfile.${field}`,
      });
    }
  }
  const known = body.properties.agentPoolProfiles.map((pool) => pool.name);
  if (wanted.properties.agentPoolProfiles?.some((pool) => !known.includes(pool.name))) {
    throw aksError(
      400,
      'BadRequest',
      'A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool specific change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api',
    );
  }
}

function fqdnOf(portalFqdn: unknown): string {
  return `${portalFqdn}`.replace('.portal.', '.');
}
