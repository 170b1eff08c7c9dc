import type { SandboxClock } from '../../clock.ts';
import { deletionBlocked } from '../../faults/courses.ts';
import type { Faults } from '../../faults/faults.ts';
import type { KubeClusters } from '../../kube/seam.ts';
import type { Step, Timeline } from '../../timeline.ts';
import { poolKey } from '../agent-pools/pool.ts';
import { RECHECK_MS, type Settling, unsettled } from '../agent-pools/settling.ts';
import type { Groups } from '../groups.ts';
import type { Identities } from '../identities.ts';
import type { Operation, OperationKind, Operations } from '../operations.ts';
import { behaviourOf } from './behaviour.ts';
import { type Cluster, goodEnding, setPower, setStates, touch } from './cluster.ts';
import { chooseEnding, failureOf, scheduleMischief } from './course.ts';
import { preempted } from './failures.ts';
import { addLateProperties } from './late-properties.ts';
import type { Pace } from './pace.ts';
import { nodesOf } from './pools.ts';
import type { ClusterStore } from './store.ts';
import { targetOf } from './target.ts';
import { arrive } from './targets.ts';

/** Shares of a create after which the API server answers and the nodes have registered. */
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
  pace: Pace;
}

export type Lifecycle = ReturnType<typeof createLifecycle>;

/** How clusters come, change and go on sandbox time. */
export function createLifecycle(parts: LifecycleParts) {
  const { timeline, operations, groups, clusters, identities, faults, kube, pace } = parts;

  function begin(cluster: Cluster, kind: OperationKind): Operation {
    const { subscriptionId, key, body } = cluster;
    const operation = operations.start({ kind, subscriptionId, location: body.location, target: key });
    cluster.operationId = operation.id;
    touch(cluster);
    clusters.put(cluster);
    return operation;
  }

  function end(cluster: Cluster, { operationId }: Step, state: string): void {
    delete cluster.operationId;
    delete cluster.targets;
    touch(cluster);
    setStates(cluster, state);
    operations.end(operationId, 'Succeeded');
  }

  function scheduleCreate(cluster: Cluster, operation: Operation): void {
    cluster.ending = chooseEnding(cluster, faults);
    const ms = pace(cluster, 'create');
    timeline.schedule(ms * API_SERVER_AT, 'api-server', cluster.key, operation.id);
    const { ending } = cluster;
    const hasNodes =
      ending.cluster === 'Succeeded' || ending.operation === 'Succeeded' || ending.recoversMs !== undefined;
    if (hasNodes) timeline.schedule(ms * NODES_AT, 'nodes', cluster.key, operation.id);
    if (!ending.never) timeline.schedule(ms, 'finish', cluster.key, operation.id);
    scheduleMischief(cluster, ms, faults, timeline);
  }

  function onCluster(kind: string, act: (cluster: Cluster, step: Step) => void): void {
    timeline.on(kind, (step) => {
      const cluster = clusters.byKey(step.target);
      if (cluster !== undefined) act(cluster, step);
    });
  }

  const settling: Settling = parts;

  function finish(cluster: Cluster, step: Step): void {
    const { ending } = cluster;
    const failure = failureOf(cluster, step.operationId);
    if (ending.operation === 'Failed') operations.end(step.operationId, 'Failed', failure);
    if (ending.cluster === 'Succeeded') {
      succeed(cluster, step);
      return;
    }
    end(cluster, step, 'Failed');
    cluster.body.properties['status'] = { provisioningError: failure };
    if (ending.recoversMs !== undefined) {
      timeline.schedule(ending.recoversMs, 'recover', cluster.key, step.operationId);
    }
  }

  function succeed(cluster: Cluster, step: Step): void {
    arrive(cluster, Object.keys(cluster.targets?.pools ?? {}));
    end(cluster, step, 'Succeeded');
    delete cluster.body.properties['status'];
    addLateProperties(cluster, identities);
    kube.setPools(cluster.fqdn, nodesOf(cluster, faults));
  }

  /** A change is over when the nodes are what the pools say, or when they cannot be. */
  function settle(cluster: Cluster, step: Step): void {
    const waiting = unsettled(cluster, cluster.body.properties.agentPoolProfiles, step, settling);
    if (waiting === undefined) finish(cluster, step);
    else if (waiting === 'later') timeline.schedule(RECHECK_MS, 'settle', cluster.key, step.operationId);
    else {
      operations.end(step.operationId, 'Failed', waiting);
      end(cluster, step, 'Failed');
    }
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
  onCluster('nodes', (cluster) => kube.setPools(cluster.fqdn, nodesOf(cluster, faults)));
  onCluster('control-plane', (cluster) => {
    const { controlPlane } = cluster.targets ?? {};
    if (controlPlane === undefined) return;
    kube.upgrade(cluster.fqdn, controlPlane);
    cluster.body.properties.currentKubernetesVersion = controlPlane;
    kube.setPools(cluster.fqdn, nodesOf(cluster, faults));
  });
  onCluster('stop', (cluster) => {
    setPower(cluster, 'Stopped');
    kube.powerOff(cluster.fqdn);
  });
  onCluster('start', (cluster) => {
    setPower(cluster, 'Running');
    kube.setPools(cluster.fqdn, nodesOf(cluster, faults));
  });
  onCluster('finish', finish);
  onCluster('settle', settle);
  onCluster('recover', succeed);
  onCluster('abort-by-hand', (cluster) => abort(cluster));
  onCluster('delete-by-hand', (cluster) => remove(cluster));
  onCluster('aborted', (cluster, step) => {
    const wasOnTheWay = cluster.targets !== undefined;
    end(cluster, step, 'Canceled');
    if (wasOnTheWay) kube.setPools(cluster.fqdn, nodesOf(cluster, faults));
  });
  onCluster('deleted', (cluster, step) => {
    if (faults.strike('delete-forgotten', targetOf(cluster))) {
      end(cluster, step, 'Succeeded');
      return;
    }
    if (faults.strike('delete-fails', targetOf(cluster))) {
      operations.end(step.operationId, 'Failed', deletionBlocked(cluster.body.properties.nodeResourceGroup));
      end(cluster, step, 'Failed');
      return;
    }
    if (kube.has(cluster.fqdn)) kube.delete(cluster.fqdn);
    faults.forget(cluster.key);
    groups.remove(cluster.subscriptionId, cluster.body.properties.nodeResourceGroup);
    clusters.remove(cluster.key);
    operations.end(step.operationId, 'Succeeded');
  });

  /** A delete pre-empts whatever is in progress, on the pools as well. */
  function remove(cluster: Cluster): Operation {
    timeline.cancelFor(cluster.key);
    for (const name of Object.keys(cluster.poolOperations ?? {})) timeline.cancelFor(poolKey(cluster, name));
    const running = [cluster.operationId ?? '', ...Object.values(cluster.poolOperations ?? {})];
    for (const id of running) operations.end(id, 'Failed', preempted());
    delete cluster.poolOperations;
    const operation = begin(cluster, 'delete');
    setStates(cluster, 'Deleting');
    const ms = pace(cluster, 'delete');
    const hangs = faults.strike('delete-hangs', targetOf(cluster));
    if (!hangs) timeline.schedule(ms, 'deleted', cluster.key, operation.id);
    return operation;
  }

  /** The aborted operation ends `Canceled`; nothing that it made goes away. */
  function abort(cluster: Cluster): Operation {
    timeline.cancelFor(cluster.key);
    if (cluster.operationId !== undefined) operations.end(cluster.operationId, 'Canceled');
    const operation = begin(cluster, 'abort');
    timeline.schedule(pace(cluster, 'abort'), 'aborted', cluster.key, operation.id);
    return operation;
  }

  /** A cluster whose create failed or was aborted is made once more; any other only changes. */
  function update(cluster: Cluster, what: 'update' | 'tags'): Operation {
    // A recovery that was still to come must not end this operation's state early.
    timeline.cancelFor(cluster.key);
    const isUpgrade = cluster.targets !== undefined;
    const operation = begin(cluster, isUpgrade ? 'upgrade' : 'update');
    setStates(cluster, isUpgrade ? 'Upgrading' : 'Updating');
    if (!kube.has(cluster.fqdn)) {
      scheduleCreate(cluster, operation);
      return operation;
    }
    cluster.ending = cluster.doom === undefined ? goodEnding : { operation: 'Failed', cluster: 'Failed' };
    const ms = pace(cluster, cluster.targets?.controlPlane === undefined ? what : 'controlPlane');
    timeline.schedule(
      ms / 2,
      cluster.targets?.controlPlane === undefined ? 'nodes' : 'control-plane',
      cluster.key,
      operation.id,
    );
    timeline.schedule(ms, 'settle', cluster.key, operation.id);
    return operation;
  }

  return {
    remove,
    abort,
    update,
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
    /** Starts or stops a cluster: its nodes come or go, and with them every pod that nothing brings back. */
    power(cluster: Cluster, to: 'start' | 'stop'): Operation {
      timeline.cancelFor(cluster.key);
      const operation = begin(cluster, to);
      setStates(cluster, to === 'start' ? 'Starting' : 'Stopping');
      cluster.ending = goodEnding;
      const ms = pace(cluster, to);
      timeline.schedule(ms / 2, to, cluster.key, operation.id);
      timeline.schedule(ms, 'settle', cluster.key, operation.id);
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
