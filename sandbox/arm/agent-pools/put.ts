import { JSON_PLAIN, type Reply } from '../../http/reply.ts';
import type { KubeClusters } from '../../kube/seam.ts';
import type { Admission } from '../clusters/admission.ts';
import { type Cluster, isStopped, type PoolBody } from '../clusters/cluster.ts';
import { checkClusterIdle, checkPoolIdle } from '../clusters/in-progress.ts';
import { invalid } from '../clusters/invalid.ts';
import { poolBody } from '../clusters/pool-body.ts';
import { checkPreconditions } from '../clusters/preconditions.ts';
import { follow } from '../clusters/put.ts';
import { type PoolRequest, parsePoolRequest } from '../clusters/request.ts';
import type { ClusterStore } from '../clusters/store.ts';
import { validatePool, validatePoolWithoutPlugin } from '../clusters/validate-pools.ts';
import { checkSkew, nextVersion, resolveVersion } from '../clusters/versions.ts';
import { aksError } from '../errors.ts';
import type { Operations } from '../operations.ts';
import { type ArmRequest, param } from '../request.ts';
import { checkFixed, withFixed } from './fixed.ts';
import type { PoolChange, PoolLifecycle } from './lifecycle.ts';
import { findPool, parentOf, poolResource } from './pool.ts';

export interface PoolParts {
  clusters: ClusterStore;
  operations: Operations;
  admission: Admission;
  poolLifecycle: PoolLifecycle;
  kube: KubeClusters;
}

const MOST_POOLS = 100;

/** Creates a pool (201) or changes it (200); every answer has an operation to follow (recording of 2022). */
export function putPool(request: ArmRequest, parts: PoolParts): Reply {
  const { clusters, operations } = parts;
  const cluster = parentOf(request, clusters, 'agentPools', 'write');
  const name = param(request, 'pool');
  const existing = findPool(cluster, name);
  checkPreconditions(request, existing, 'agent pool');
  checkChangeable(cluster, parts);
  if (existing !== undefined) checkPoolIdle(cluster, existing.name, operations);
  const wanted = parsePoolRequest(existing?.name ?? name, request.body);
  const { operation, pool } =
    existing === undefined ? create(cluster, wanted, parts) : change(cluster, existing, wanted, parts);
  return {
    status: existing === undefined ? 201 : 200,
    contentType: JSON_PLAIN,
    headers: follow(operation, operations),
    body: poolResource(request, cluster, pool),
  };
}

/** Refuses a change of any pool while the cluster itself changes, or cannot. */
export function checkChangeable(cluster: Cluster, { operations, kube }: PoolParts): void {
  checkClusterIdle(cluster, operations);
  if (isStopped(cluster.body.properties) || !kube.has(cluster.fqdn)) {
    throw aksError(
      409,
      'OperationNotAllowed',
      'managed cluster is not currently running, agent pool operations cannot be performed.',
    );
  }
}

function create(cluster: Cluster, wanted: PoolRequest, parts: PoolParts) {
  const { agentPoolProfiles, currentKubernetesVersion, kubernetesVersion } = cluster.body.properties;
  if (agentPoolProfiles.length >= MOST_POOLS) {
    throw aksError(400, 'MaxAgentPoolCountReached', `A managed cluster has at most ${MOST_POOLS} agent pools.`);
  }
  if (wanted.count === undefined) throw missingCount();
  check(cluster, wanted, wanted.count, parts.admission);
  const { orchestratorVersion: asked = '' } = wanted;
  const version =
    asked === '' || asked === kubernetesVersion ? currentKubernetesVersion : resolveVersion(asked)?.current;
  if (version !== undefined) checkSkew(version, currentKubernetesVersion);
  const pool = {
    ...bodyOf(cluster, wanted),
    ...(version === undefined ? {} : { currentOrchestratorVersion: version }),
  };
  return { pool, operation: parts.poolLifecycle.create(cluster, pool) };
}

function change(cluster: Cluster, pool: PoolBody, request: PoolRequest, parts: PoolParts) {
  checkFixed(pool, request, 'properties');
  const wanted = withFixed(pool, request);
  const { count = pool.count, orchestratorVersion } = wanted;
  check(cluster, wanted, count - pool.count, parts.admission);
  if (wanted.mode !== 'System') checkSystemPoolLeft(cluster, pool);
  const target = nextVersion(orchestratorVersion, pool.currentOrchestratorVersion);
  if (target !== undefined) checkSkew(target, cluster.body.properties.currentKubernetesVersion);
  const { currentOrchestratorVersion, provisioningState, eTag = '' } = pool;
  const powerState = powerAfter(pool, wanted);
  const next = bodyOf(cluster, { ...wanted, orchestratorVersion: orchestratorVersion || pool.orchestratorVersion });
  const kept = { currentOrchestratorVersion, provisioningState, eTag, powerState };
  const what = target === undefined ? kindOfChange(pool, { ...next, ...kept }) : 'Upgrading';
  replace(pool, { ...next, ...kept });
  return { pool, operation: parts.poolLifecycle.change(cluster, pool, what, target) };
}

/** A pool is stopped and started by what a PUT says of its power; those that run the system are not. */
function powerAfter({ powerState }: PoolBody, { mode, powerState: asked }: PoolRequest): PoolBody['powerState'] {
  if (asked?.code !== 'Stopped') return asked?.code === 'Running' ? { code: 'Running' } : powerState;
  if (mode === 'System') throw invalid('agentPoolProfile.powerState', 'a system pool cannot be stopped.');
  return { code: 'Stopped' };
}

/** The power changed, only the count did, or something else as well. */
function kindOfChange(pool: PoolBody, next: PoolBody): PoolChange {
  if (isStopped(pool) !== isStopped(next)) return isStopped(next) ? 'Stopping' : 'Starting';
  const { count: _, ...before } = pool;
  const { count: __, ...after } = next;
  const sorted = (value: object) => JSON.stringify(Object.entries(value).sort());
  return pool.count !== next.count && sorted(before) === sorted(after) ? 'Scaling' : 'Updating';
}

function replace(pool: PoolBody, next: PoolBody): void {
  for (const key of Object.keys(pool)) if (!(key in next)) delete pool[key];
  Object.assign(pool, next);
}

/** What a GET shows and a PUT does not set goes before AKS fills in its defaults. */
function bodyOf(cluster: Cluster, request: PoolRequest): PoolBody {
  const { eTag: _, ...settable } = request as PoolBody;
  const { kubernetesVersion: wanted, currentKubernetesVersion: current, networkProfile } = cluster.body.properties;
  const { nodeLabels = {}, ...body } = poolBody(settable, { wanted, current, ...networkProfile });
  return Object.keys(nodeLabels).length === 0 ? body : { ...body, nodeLabels };
}

/** What holds for a pool whether it is new or not; `more` nodes are to come. */
function check(cluster: Cluster, wanted: PoolRequest, more: number, admission: Admission): void {
  validatePool(wanted);
  if (cluster.body.properties.networkProfile.networkPlugin === 'none') validatePoolWithoutPlugin(wanted);
  if (more > 0) admission.checkNodes(cluster, wanted, more);
}

/** A cluster has a System pool always (text quoted in public). */
export function checkSystemPoolLeft(cluster: Cluster, without: PoolBody): void {
  const others = cluster.body.properties.agentPoolProfiles.filter(
    (pool) => pool !== without && pool.mode === 'System' && pool.provisioningState !== 'Deleting',
  );
  if (without.mode !== 'System' || others.length > 0) return;
  throw aksError(400, 'OperationNotAllowed', 'There has to be at least one system agent pool.');
}

function missingCount() {
  const target = 'properties.count';
  return aksError(400, 'InvalidParameter', `Required parameter ${target} is missing (null).`, { target });
}
