import { deletionBlocked } from '../../faults/courses.ts';
import type { Step } from '../../timeline.ts';
import { poolKey } from '../agent-pools/pool.ts';
import { RECHECK_MS, unsettled } from '../agent-pools/settling.ts';
import type { Operation } from '../operations.ts';
import { behaviourOf } from './behaviour.ts';
import { type Cluster, goodEnding, setStates } from './cluster.ts';
import { createClusterOperations, type LifecycleParts } from './cluster-operations.ts';
import { chooseEnding, failureOf, scheduleMischief } from './course.ts';
import { preempted } from './failures.ts';
import { addLateProperties } from './late-properties.ts';
import { nodesOf } from './pools.ts';
import { targetOf } from './target.ts';
import { arrive } from './targets.ts';

/** Shares of a create after which the API server answers and the nodes have registered. */
const API_SERVER_AT = 0.5;
const NODES_AT = 0.75;

export type Lifecycle = ReturnType<typeof createLifecycle>;

/** How clusters come, change and go on sandbox time. */
export function createLifecycle(parts: LifecycleParts) {
  const { timeline, operations, groups, clusters, identities, faults, kube, pace, durations } = parts;
  const { begin, end, onCluster } = createClusterOperations(parts);

  function scheduleCreate(cluster: Cluster, operation: Operation): void {
    cluster.ending = chooseEnding(cluster, faults);
    const ms = pace(
      cluster,
      cluster.body.properties.networkProfile.networkPlugin === 'none' ? 'create' : 'createWithCni',
    );
    timeline.schedule(ms * API_SERVER_AT, 'api-server', cluster.key, operation.id);
    const { ending } = cluster;
    const hasNodes =
      ending.cluster === 'Succeeded' || ending.operation === 'Succeeded' || ending.recoversMs !== undefined;
    if (hasNodes) timeline.schedule(ms * NODES_AT, 'nodes', cluster.key, operation.id);
    if (!ending.never) timeline.schedule(ms, 'finish', cluster.key, operation.id);
    scheduleMischief(cluster, ms, faults, timeline);
  }

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
    const waiting = unsettled(cluster, cluster.body.properties.agentPoolProfiles, step, parts);
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
    durations.forget(cluster.key);
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
    const first = cluster.targets?.controlPlane === undefined ? 'nodes' : 'control-plane';
    const ms = pace(cluster, first === 'nodes' ? what : 'controlPlane');
    timeline.schedule(ms / 2, first, cluster.key, operation.id);
    timeline.schedule(ms, 'settle', cluster.key, operation.id);
    return operation;
  }

  /** Tells the Kubernetes side which faults are on now. */
  function applyFaults(): void {
    for (const cluster of clusters.all()) {
      if (kube.has(cluster.fqdn)) kube.setBehaviour(cluster.fqdn, behaviourOf(faults, targetOf(cluster)));
    }
  }

  return {
    remove,
    abort,
    update: (cluster: Cluster) => update(cluster, 'update'),
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
    applyFaults,
    /** Other tags, with which faults go on and off. */
    retag(cluster: Cluster, tags: Record<string, string>): Operation {
      cluster.body.tags = tags;
      const operation = update(cluster, 'tags');
      applyFaults();
      return operation;
    },
  };
}
