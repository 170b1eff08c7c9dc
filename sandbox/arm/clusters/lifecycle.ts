import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import type { Target } from '../../faults/entry.ts';
import type { Faults } from '../../faults/faults.ts';
import type { KubeClusters, KubePool } from '../../kube/seam.ts';
import { jittered } from '../../random.ts';
import type { Step, Timeline } from '../../timeline.ts';
import type { Groups } from '../groups.ts';
import type { Identities } from '../identities.ts';
import type { Operation, OperationKind, Operations } from '../operations.ts';
import { behaviourOf } from './behaviour.ts';
import { type Cluster, type Ending, goodEnding, setStates } from './cluster.ts';
import { createFailure, deniedFailure, preempted, retriedFailure } from './failures.ts';
import { addLateProperties } from './late-properties.ts';
import { poolsOf } from './pools.ts';
import type { ClusterStore } from './store.ts';

const MINUTE_MS = 60_000;
/** 8.5 minutes: 10:33:31 to 10:42:01 in the recording of a create with plugin none (June 2023). */
const CREATE_MS = 8.5 * MINUTE_MS;
const UPDATE_MS = 1.5 * MINUTE_MS;
const TAGS_MS = 10_000;
const DELETE_MS = 4 * MINUTE_MS;
/** 5 seconds: the recording of an abort (May 2025). */
const ABORT_MS = 5000;
const RECOVERY_MINUTES = 2;
/** When somebody deletes a cluster under way. */
const BY_HAND_MINUTES = 2;

/** Shares of a create after which somebody aborts it, the API server answers and the nodes have registered. */
const ABORTED_AT = 0.3;
const API_SERVER_AT = 0.5;
const NODES_AT = 0.75;

export interface LifecycleParts {
  clock: SandboxClock;
  timeline: Timeline;
  operations: Operations;
  groups: Groups;
  clusters: ClusterStore;
  identities: Identities;
  faults: Faults;
  kube: KubeClusters;
  random: () => number;
}

export type Lifecycle = ReturnType<typeof createLifecycle>;

/** How clusters come, change and go on sandbox time. */
export function createLifecycle(parts: LifecycleParts) {
  const { timeline, operations, groups, clusters, identities, faults, kube, random } = parts;

  function begin(cluster: Cluster, kind: OperationKind): Operation {
    const { subscriptionId, key, body } = cluster;
    const operation = operations.start({ kind, subscriptionId, location: body.location, target: key });
    cluster.operationId = operation.id;
    clusters.put(cluster);
    return operation;
  }

  function duration(cluster: Cluster, ms: number): number {
    const slow = faults.strike('slow', targetOf(cluster));
    return jittered(random, ms) * (slow === undefined ? 1 : Number(slow['factor'] ?? 10));
  }

  function chooseEnding(cluster: Cluster): Ending {
    const target = targetOf(cluster);
    const failed: Ending = { operation: 'Failed', cluster: 'Failed' };
    if (cluster.doom !== undefined || faults.strike('create-fails', target)) return failed;
    if (faults.strike('create-denied', target)) return { ...failed, denied: true };
    if (faults.strike('retried-in-vain', target)) return { ...failed, retried: true };
    if (faults.strike('succeeded-but-failed', target)) return { ...failed, operation: 'Succeeded' };
    if (faults.strike('failed-but-succeeded', target)) return { ...failed, cluster: 'Succeeded' };
    const recovery = faults.strike('failed-but-exists', target);
    if (recovery === undefined) return goodEnding;
    return { ...failed, retried: true, recoversMs: Number(recovery['minutes'] ?? RECOVERY_MINUTES) * MINUTE_MS };
  }

  /** What people do to it meanwhile. */
  function scheduleMischief(cluster: Cluster, createMs: number): void {
    const target = targetOf(cluster);
    if (faults.strike('canceled-by-hand', target)) {
      timeline.schedule(createMs * ABORTED_AT, 'abort-by-hand', cluster.key, '');
    }
    const deletion = faults.strike('deleted-by-hand', target);
    if (deletion === undefined) return;
    const minutes = Number(deletion['minutes'] ?? BY_HAND_MINUTES);
    timeline.schedule(minutes * MINUTE_MS, 'delete-by-hand', cluster.key, '');
  }

  function scheduleCreate(cluster: Cluster, operation: Operation): void {
    cluster.ending = chooseEnding(cluster);
    const ms = duration(cluster, CREATE_MS);
    timeline.schedule(ms * API_SERVER_AT, 'api-server', cluster.key, operation.id);
    const { ending } = cluster;
    const hasNodes =
      ending.cluster === 'Succeeded' || ending.operation === 'Succeeded' || ending.recoversMs !== undefined;
    if (hasNodes) timeline.schedule(ms * NODES_AT, 'nodes', cluster.key, operation.id);
    timeline.schedule(ms, 'finish', cluster.key, operation.id);
    scheduleMischief(cluster, ms);
  }

  function onCluster(kind: string, act: (cluster: Cluster, step: Step) => void): void {
    timeline.on(kind, (step) => {
      const cluster = clusters.byKey(step.target);
      if (cluster !== undefined) act(cluster, step);
    });
  }

  function finish(cluster: Cluster, step: Step): void {
    delete cluster.operationId;
    cluster.body.eTag = randomUUID();
    const { ending } = cluster;
    const failure = cluster.doom ?? failureOf(ending)(step.operationId, cluster.body.id);
    if (ending.operation === 'Failed') operations.end(step.operationId, 'Failed', failure);
    else operations.end(step.operationId, 'Succeeded');
    if (ending.cluster === 'Succeeded') {
      succeed(cluster);
      return;
    }
    setStates(cluster, 'Failed');
    cluster.body.properties['status'] = { provisioningError: failure };
    if (ending.recoversMs !== undefined) {
      timeline.schedule(ending.recoversMs, 'recover', cluster.key, step.operationId);
    }
  }

  function succeed(cluster: Cluster): void {
    setStates(cluster, 'Succeeded');
    delete cluster.body.properties['status'];
    addLateProperties(cluster, identities);
    kube.setPools(cluster.fqdn, nodesOf(cluster));
  }

  onCluster('api-server', (cluster) => {
    const { fqdn, body, subscriptionId, nodeCidr, adminToken, userToken } = cluster;
    const { currentKubernetesVersion, networkProfile, nodeResourceGroup } = body.properties;
    kube.create({
      fqdn,
      kubernetesVersion: currentKubernetesVersion,
      location: body.location,
      subscriptionId,
      nodeResourceGroup,
      tokens: [adminToken, userToken],
      serviceCidr: networkProfile.serviceCidr,
      dnsServiceIP: networkProfile.dnsServiceIP,
      nodeCidr,
      behaviour: behaviourOf(faults, targetOf(cluster)),
    });
  });
  onCluster('nodes', (cluster) => kube.setPools(cluster.fqdn, nodesOf(cluster)));
  onCluster('finish', finish);
  onCluster('recover', succeed);
  onCluster('abort-by-hand', (cluster) => abort(cluster));
  onCluster('delete-by-hand', (cluster) => remove(cluster));
  onCluster('aborted', (cluster, step) => {
    delete cluster.operationId;
    setStates(cluster, 'Canceled');
    operations.end(step.operationId, 'Succeeded');
  });
  onCluster('deleted', (cluster, step) => {
    if (faults.strike('delete-forgotten', targetOf(cluster))) {
      delete cluster.operationId;
      setStates(cluster, 'Succeeded');
      operations.end(step.operationId, 'Succeeded');
      return;
    }
    if (kube.has(cluster.fqdn)) kube.delete(cluster.fqdn);
    faults.forget(cluster.key);
    groups.remove(cluster.subscriptionId, cluster.body.properties.nodeResourceGroup);
    clusters.remove(cluster.key);
    operations.end(step.operationId, 'Succeeded');
  });

  /** The pools as the Kubernetes side has them, with fewer nodes than AKS says where a fault wants that. */
  function nodesOf(cluster: Cluster): KubePool[] {
    const short = faults.paramsOf('nodes-short', targetOf(cluster));
    const missing = short === undefined ? 0 : Number(short['missing'] ?? 1);
    return poolsOf(cluster).map((pool, index) =>
      index === 0 ? { ...pool, count: Math.max(0, pool.count - missing) } : pool,
    );
  }

  /** A delete pre-empts whatever is in progress. */
  function remove(cluster: Cluster): Operation {
    timeline.cancelFor(cluster.key);
    if (cluster.operationId !== undefined) operations.end(cluster.operationId, 'Failed', preempted());
    const operation = begin(cluster, 'delete');
    setStates(cluster, 'Deleting');
    timeline.schedule(duration(cluster, DELETE_MS), 'deleted', cluster.key, operation.id);
    return operation;
  }

  /** The aborted operation ends `Canceled`; nothing that it made goes away. */
  function abort(cluster: Cluster): Operation {
    timeline.cancelFor(cluster.key);
    if (cluster.operationId !== undefined) operations.end(cluster.operationId, 'Canceled');
    const operation = begin(cluster, 'abort');
    timeline.schedule(ABORT_MS, 'aborted', cluster.key, operation.id);
    return operation;
  }

  return {
    remove,
    abort,
    create(cluster: Cluster): Operation {
      const operation = begin(cluster, 'create');
      scheduleCreate(cluster, operation);
      groups.put({
        subscriptionId: cluster.subscriptionId,
        name: cluster.body.properties.nodeResourceGroup,
        location: cluster.body.location,
        managedBy: cluster.body.id.replace('/resourcegroups/', '/resourceGroups/'),
        provisioningState: 'Succeeded',
      });
      return operation;
    },
    /** A cluster whose create failed or was aborted is made once more; any other only changes. */
    update(cluster: Cluster, what: 'cluster' | 'tags'): Operation {
      // A recovery that was still to come must not end this operation's state early.
      timeline.cancelFor(cluster.key);
      const operation = begin(cluster, 'update');
      setStates(cluster, 'Updating');
      if (!kube.has(cluster.fqdn)) {
        scheduleCreate(cluster, operation);
        return operation;
      }
      cluster.ending = cluster.doom === undefined ? goodEnding : { operation: 'Failed', cluster: 'Failed' };
      const ms = duration(cluster, what === 'tags' ? TAGS_MS : UPDATE_MS);
      timeline.schedule(ms, 'finish', cluster.key, operation.id);
      return operation;
    },
    /** Tells the Kubernetes side which faults are on now. */
    applyFaults(): void {
      for (const cluster of clusters.all()) {
        if (kube.has(cluster.fqdn)) kube.setBehaviour(cluster.fqdn, behaviourOf(faults, targetOf(cluster)));
      }
    },
  };
}

function failureOf({ retried, denied }: Ending): typeof deniedFailure {
  if (denied) return deniedFailure;
  return retried ? retriedFailure : createFailure;
}

export function targetOf(cluster: Cluster): Target {
  return { key: cluster.key, name: cluster.name, group: cluster.resourceGroup, tags: cluster.body.tags ?? {} };
}
