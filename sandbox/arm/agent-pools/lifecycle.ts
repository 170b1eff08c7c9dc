import { CATALOGUE } from '../../faults/catalogue.ts';
import type { PoolCourse } from '../../faults/entry.ts';
import type { Step } from '../../timeline.ts';
import type { Cluster, PoolBody } from '../clusters/cluster.ts';
import type { LifecycleParts } from '../clusters/cluster-operations.ts';
import { createFailure, preempted } from '../clusters/failures.ts';
import { nodesOf } from '../clusters/pools.ts';
import { targetOf } from '../clusters/target.ts';
import { arrive, forgetTarget } from '../clusters/targets.ts';
import type { Operation, OperationError, OperationKind } from '../operations.ts';
import { findPool, poolKey, touch } from './pool.ts';
import { RECHECK_MS, unsettled } from './settling.ts';

export type PoolLifecycle = ReturnType<typeof createPoolLifecycle>;

/** What a change of a pool shows meanwhile: a change of the count alone, of the version, or of anything else (recording of 2022). */
export type PoolChange = keyof typeof PACES;
const PACES = {
  Scaling: 'poolScale',
  Upgrading: 'node',
  Updating: 'poolUpdate',
  Starting: 'poolScale',
  Stopping: 'poolScale',
  DeletingMachines: 'poolScale',
} as const;

/** The faults with which an operation on a pool ends; each is a step of that name. */
const poolFaults = Object.entries(CATALOGUE).filter(([, { course }]) => course?.startsWith('pool-'));

/** How agent pools come, change and go on sandbox time; the cluster's own state stays as it is. */
export function createPoolLifecycle(parts: LifecycleParts) {
  const { timeline, operations, clusters, faults, kube, pace } = parts;

  function begin(cluster: Cluster, pool: PoolBody, kind: OperationKind, state: string): Operation {
    const target = poolKey(cluster, pool.name);
    timeline.cancelFor(target);
    const { subscriptionId, body } = cluster;
    const operation = operations.start({ kind, subscriptionId, location: body.location, target });
    cluster.poolOperations = { ...cluster.poolOperations, [pool.name]: operation.id };
    pool.provisioningState = state;
    touch(pool);
    return operation;
  }

  function end(cluster: Cluster, pool: PoolBody, state: string): void {
    delete cluster.poolOperations?.[pool.name];
    forgetTarget(cluster, pool.name);
    pool.provisioningState = state;
    touch(pool);
  }

  function onPool(kind: string, act: (cluster: Cluster, pool: PoolBody, step: Step) => void): void {
    timeline.on(kind, (step) => {
      const cluster = clusters.holding(step.target);
      const pool = cluster && findPool(cluster, step.target.split('/').at(-1) ?? '');
      if (cluster !== undefined && pool !== undefined) act(cluster, pool, step);
    });
  }

  /** Half of the time AKS prepares; the nodes come and go in the other half, or take longer, or a fault keeps them as they are. */
  function run(cluster: Cluster, operation: Operation, ms: number, last: string, course?: PoolCourse): Operation {
    const fault = poolFaults.find(
      ([name, entry]) => entry.course === course && faults.strike(name, targetOf(cluster)) !== undefined,
    );
    if (fault === undefined) timeline.schedule(ms / 2, 'pool-nodes', operation.target, operation.id);
    timeline.schedule(ms, fault?.[0] ?? last, operation.target, operation.id);
    clusters.put(cluster);
    return operation;
  }

  /** Ends an operation once the nodes are what the pool says. */
  function settle(cluster: Cluster, pool: PoolBody, step: Step, succeeded: () => void): void {
    const waiting = unsettled(cluster, [pool], step, parts);
    if (waiting === 'later') timeline.schedule(RECHECK_MS, step.kind, step.target, step.operationId);
    else if (waiting === undefined) {
      succeeded();
      operations.end(step.operationId, 'Succeeded');
    } else fail(cluster, pool, step, waiting);
  }

  function fail(cluster: Cluster, pool: PoolBody, { operationId }: Step, why: OperationError): void {
    end(cluster, pool, 'Failed');
    operations.end(operationId, 'Failed', why);
  }

  for (const [name, { failure = createFailure }] of poolFaults) {
    onPool(name, (cluster, pool, step) => fail(cluster, pool, step, failure(step.operationId, cluster.body.id)));
  }

  onPool('pool-nodes', (cluster) => kube.setPools(cluster.fqdn, nodesOf(cluster, faults)));
  onPool('pool-settle', (cluster, pool, step) =>
    settle(cluster, pool, step, () => {
      arrive(cluster, [pool.name]);
      end(cluster, pool, 'Succeeded');
    }),
  );
  onPool('pool-deleted', (cluster, pool, step) =>
    settle(cluster, pool, step, () => {
      end(cluster, pool, 'Deleting');
      const { properties } = cluster.body;
      properties.agentPoolProfiles = properties.agentPoolProfiles.filter((one) => one !== pool);
    }),
  );
  onPool('pool-aborted', (cluster, pool, step) => {
    end(cluster, pool, 'Canceled');
    kube.setPools(cluster.fqdn, nodesOf(cluster, faults));
    operations.end(step.operationId, 'Succeeded');
  });

  kube.onScaled((fqdn, name, count) => {
    const cluster = clusters.byHost(fqdn);
    const pool = cluster && findPool(cluster, name);
    if (cluster === undefined || pool === undefined) return;
    pool.count = count;
    clusters.put(cluster);
  });

  return {
    create(cluster: Cluster, pool: PoolBody): Operation {
      cluster.body.properties.agentPoolProfiles.push(pool);
      const operation = begin(cluster, pool, 'create', 'Creating');
      return run(cluster, operation, pace(cluster, 'poolCreate'), 'pool-settle', 'pool-create');
    },
    /** The pool is already what it is to be; `target` is the version to which it is to go. */
    change(cluster: Cluster, pool: PoolBody, change: PoolChange, target?: string): Operation {
      const operation = begin(cluster, pool, change === 'Upgrading' ? 'upgrade' : 'update', change);
      if (target !== undefined) {
        cluster.targets = { ...cluster.targets, pools: { ...cluster.targets?.pools, [pool.name]: target } };
      }
      const course = change === 'Scaling' ? 'pool-scale' : undefined;
      return run(cluster, operation, pace(cluster, PACES[change]), 'pool-settle', course);
    },
    /** Pre-empts what runs on the pool; its nodes are emptied first. */
    remove(cluster: Cluster, pool: PoolBody): Operation {
      operations.end(cluster.poolOperations?.[pool.name] ?? '', 'Failed', preempted());
      const operation = begin(cluster, pool, 'delete', 'Deleting');
      return run(cluster, operation, pace(cluster, 'poolDelete'), 'pool-deleted', 'pool-delete');
    },
    /** The aborted operation ends `Canceled`; what it did stays. */
    abort(cluster: Cluster, pool: PoolBody): Operation {
      const { provisioningState } = pool;
      operations.end(cluster.poolOperations?.[pool.name] ?? '', 'Canceled');
      const operation = begin(cluster, pool, 'abort', provisioningState);
      timeline.schedule(pace(cluster, 'abort'), 'pool-aborted', operation.target, operation.id);
      return operation;
    },
  };
}
