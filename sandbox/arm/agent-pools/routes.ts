import { JSON_PLAIN, type Reply } from '../../http/reply.ts';
import { list, object } from '../../json.ts';
import { checkAbortable, checkPoolIdle } from '../clusters/in-progress.ts';
import { invalid } from '../clusters/invalid.ts';
import { checkPreconditions } from '../clusters/preconditions.ts';
import { followToResult } from '../clusters/put.ts';
import type { Operation } from '../operations.ts';
import { type ArmRequest, aksRoute, param } from '../request.ts';
import { findPool, needPool, parentOf, poolResource } from './pool.ts';
import { checkChangeable, checkSystemPoolLeft, type PoolParts, putPool } from './put.ts';
import { availableVersions, clusterUpgradeProfile, poolUpgradeProfile } from './upgrade-profiles.ts';

/** The agent pools of a cluster, and what it and they may be upgraded to. */
export function poolRoutes(cluster: string, parts: PoolParts) {
  const { clusters, operations, poolLifecycle, kube } = parts;
  const ok = (body: unknown): Reply => ({ status: 200, contentType: JSON_PLAIN, body });
  const both = (operation: Operation) => followToResult(operation, operations);

  function listPools(request: ArmRequest): Reply {
    const parent = parentOf(request, clusters);
    return ok({ value: parent.body.properties.agentPoolProfiles.map((pool) => poolResource(request, parent, pool)) });
  }

  function get(request: ArmRequest): Reply {
    const found = needPool(request, clusters);
    return ok(poolResource(request, found.cluster, found.pool));
  }

  /** A delete that is asked for twice is one. */
  function remove(request: ArmRequest): Reply {
    const parent = parentOf(request, clusters, 'agentPools', 'delete');
    const pool = findPool(parent, param(request, 'pool'));
    if (pool === undefined) return { status: 204 };
    checkPreconditions(request, pool, 'agent pool');
    const running = operations.find(parent.poolOperations?.[pool.name] ?? '');
    if (running?.kind === 'delete') return { status: 202, headers: both(running) };
    checkChangeable(parent, parts);
    checkSystemPoolLeft(parent, pool);
    return { status: 202, headers: both(poolLifecycle.remove(parent, pool)) };
  }

  function abort(request: ArmRequest): Reply {
    const found = needPool(request, clusters);
    checkAbortable(found.cluster.poolOperations?.[found.pool.name], operations);
    const operation = poolLifecycle.abort(found.cluster, found.pool);
    const body = poolResource(request, found.cluster, found.pool);
    return { status: 202, contentType: JSON_PLAIN, headers: both(operation), body };
  }

  /** Every node has the one image that there is, so nothing is replaced. */
  function upgradeImage(request: ArmRequest): Reply {
    const found = needPool(request, clusters);
    checkChangeable(found.cluster, parts);
    checkPoolIdle(found.cluster, found.pool.name, operations);
    const operation = poolLifecycle.change(found.cluster, found.pool, 'Updating');
    const body = poolResource(request, found.cluster, found.pool);
    return { status: 202, contentType: JSON_PLAIN, headers: both(operation), body };
  }

  /** Those that are named go, and the pool is smaller. */
  function deleteMachines(request: ArmRequest): Reply {
    const found = needPool(request, clusters);
    const { mode, name, count } = found.pool;
    checkChangeable(found.cluster, parts);
    checkPoolIdle(found.cluster, name, operations);
    const machines = [...new Set(list(object(request.body)['machineNames']).map(String))];
    const left = count - machines.length;
    if (mode === 'System' && left < 1) throw invalid('agentPoolProfile.count', `${left} is out of range.`);
    if (machines.length === 0 || !kube.removeMachines(found.cluster.fqdn, name, machines)) {
      throw invalid('machineNames', `not all of [${machines.join(' ')}] are machines of agent pool ${name}.`);
    }
    found.pool.count = left;
    return { status: 202, headers: both(poolLifecycle.change(found.cluster, found.pool, 'DeletingMachines')) };
  }

  function profile(request: ArmRequest): Reply {
    const found = needPool(request, clusters);
    return ok(poolUpgradeProfile(found.cluster, found.pool));
  }

  const pool = `${cluster}/agentPools/:pool`;
  return [
    aksRoute('GET', `${cluster}/agentPools`, 'pools', 'other', listPools),
    aksRoute('GET', pool, 'pools', 'other', get),
    aksRoute('PUT', pool, 'pool-put', 'putPool', (request) => putPool(request, parts)),
    aksRoute('DELETE', pool, 'pool-delete', 'other', remove),
    aksRoute('POST', `${pool}/abort`, 'pool-abort', 'other', abort),
    aksRoute('POST', `${pool}/deleteMachines`, 'pool-act', 'other', deleteMachines),
    aksRoute('POST', `${pool}/upgradeNodeImageVersion`, 'pool-act', 'other', upgradeImage),
    aksRoute('GET', `${pool}/upgradeProfiles/default`, 'versions', 'other', profile),
    aksRoute('GET', `${cluster}/upgradeProfiles/default`, 'versions', 'other', (request) =>
      ok(clusterUpgradeProfile(clusters.need(param(request, 'sub'), param(request, 'rg'), param(request, 'name')))),
    ),
    aksRoute('GET', `${cluster}/availableAgentPoolVersions`, 'versions', 'other', (request) =>
      ok(availableVersions(parentOf(request, clusters, 'availableAgentPoolVersions'))),
    ),
  ];
}
