import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import type { Faults, Target } from '../../faults/faults.ts';
import { object } from '../../json.ts';
import type { KubeBehaviour, KubeClusters, KubePool } from '../../kube/seam.ts';
import { jittered } from '../../random.ts';
import type { Step, Timeline } from '../../timeline.ts';
import type { Groups } from '../groups.ts';
import type { Operation, OperationKind, Operations } from '../operations.ts';
import { type Cluster, setStates } from './cluster.ts';
import { createFailure, preempted } from './failures.ts';
import type { ClusterStore } from './store.ts';

const MINUTE_MS = 60_000;
/** 8.5 minutes: 10:33:31 to 10:42:01 in the recording of a create with plugin none (June 2023). */
const CREATE_MS = 8.5 * MINUTE_MS;
const UPDATE_MS = 1.5 * MINUTE_MS;
const TAGS_MS = 10_000;
const DELETE_MS = 4 * MINUTE_MS;
/** 5 seconds: the recording of an abort (May 2025). */
const ABORT_MS = 5000;
const RECOVERY_MS = 2 * MINUTE_MS;

/** Shares of a create after which the API server answers and the nodes have registered. */
const API_SERVER_AT = 0.5;
const NODES_AT = 0.75;

export interface LifecycleParts {
  clock: SandboxClock;
  timeline: Timeline;
  operations: Operations;
  groups: Groups;
  clusters: ClusterStore;
  faults: Faults;
  kube: KubeClusters;
  random: () => number;
}

export type Lifecycle = ReturnType<typeof createLifecycle>;

/** How clusters come, change and go on sandbox time. */
export function createLifecycle(parts: LifecycleParts) {
  const { timeline, operations, groups, clusters, faults, kube, random } = parts;

  function begin(cluster: Cluster, kind: OperationKind): Operation {
    const { subscriptionId, key, body } = cluster;
    const operation = operations.start({ kind, subscriptionId, location: body.location, target: key });
    cluster.operationId = operation.id;
    return operation;
  }

  function duration(cluster: Cluster, ms: number): number {
    const slow = faults.strike('slow', targetOf(cluster));
    return jittered(random, ms) * (slow === undefined ? 1 : Number(slow['factor'] ?? 10));
  }

  function chooseEnding(cluster: Cluster): Cluster['ending'] {
    const target = targetOf(cluster);
    if (faults.strike('create-fails', target)) return 'fail';
    if (faults.strike('succeeded-but-failed', target)) return 'succeed-but-failed';
    return faults.strike('failed-but-exists', target) ? 'fail-but-exist' : 'succeed';
  }

  function scheduleCreate(cluster: Cluster, operation: Operation): void {
    cluster.ending = chooseEnding(cluster);
    const ms = duration(cluster, CREATE_MS);
    timeline.schedule(ms * API_SERVER_AT, 'api-server', cluster.key, operation.id);
    if (cluster.ending !== 'fail') timeline.schedule(ms * NODES_AT, 'nodes', cluster.key, operation.id);
    timeline.schedule(ms, 'finish', cluster.key, operation.id);
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
    const failed = cluster.ending === 'fail' || cluster.ending === 'fail-but-exist';
    if (failed) operations.end(step.operationId, 'Failed', createFailure(step.operationId));
    else operations.end(step.operationId, 'Succeeded');
    if (cluster.ending === 'succeed') {
      succeed(cluster);
      return;
    }
    setStates(cluster, 'Failed');
    cluster.body.properties['status'] = { provisioningError: createFailure(step.operationId) };
    if (cluster.ending === 'fail-but-exist') timeline.schedule(RECOVERY_MS, 'recover', cluster.key, step.operationId);
  }

  function succeed(cluster: Cluster): void {
    setStates(cluster, 'Succeeded');
    delete cluster.body.properties['status'];
    addLateProperties(cluster);
    kube.setPools(cluster.fqdn, poolsOf(cluster));
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
      behaviour: behaviourOf(cluster),
    });
  });
  onCluster('nodes', (cluster) => kube.setPools(cluster.fqdn, poolsOf(cluster)));
  onCluster('finish', finish);
  onCluster('recover', succeed);
  onCluster('aborted', (cluster, step) => {
    delete cluster.operationId;
    setStates(cluster, 'Canceled');
    operations.end(step.operationId, 'Succeeded');
  });
  onCluster('deleted', (cluster, step) => {
    if (kube.has(cluster.fqdn)) kube.delete(cluster.fqdn);
    faults.forget(cluster.key);
    groups.remove(cluster.subscriptionId, cluster.body.properties.nodeResourceGroup);
    clusters.remove(cluster.key);
    operations.end(step.operationId, 'Succeeded');
  });

  function behaviourOf(cluster: Cluster): KubeBehaviour {
    const target = targetOf(cluster);
    return {
      nodesNeverReady: faults.isOn('nodes-never-ready', target),
      podNetworkBroken: faults.isOn('pod-network-broken', target),
      apiServerDown: faults.isOn('api-server-down', target),
    };
  }

  return {
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
      cluster.ending = 'succeed';
      const ms = duration(cluster, what === 'tags' ? TAGS_MS : UPDATE_MS);
      timeline.schedule(ms, 'finish', cluster.key, operation.id);
      return operation;
    },
    /** A delete pre-empts whatever is in progress. */
    remove(cluster: Cluster): Operation {
      timeline.cancelFor(cluster.key);
      if (cluster.operationId !== undefined) operations.end(cluster.operationId, 'Failed', preempted());
      const operation = begin(cluster, 'delete');
      setStates(cluster, 'Deleting');
      timeline.schedule(duration(cluster, DELETE_MS), 'deleted', cluster.key, operation.id);
      return operation;
    },
    /** The aborted operation ends `Canceled`; nothing that it made goes away. */
    abort(cluster: Cluster): Operation {
      timeline.cancelFor(cluster.key);
      if (cluster.operationId !== undefined) operations.end(cluster.operationId, 'Canceled');
      const operation = begin(cluster, 'abort');
      timeline.schedule(ABORT_MS, 'aborted', cluster.key, operation.id);
      return operation;
    },
    /** Tells the Kubernetes side which faults are on now. */
    applyFaults(): void {
      for (const cluster of clusters.all()) {
        if (kube.has(cluster.fqdn)) kube.setBehaviour(cluster.fqdn, behaviourOf(cluster));
      }
    },
  };
}

export function targetOf(cluster: Cluster): Target {
  return { key: cluster.key, name: cluster.name, tags: cluster.body.tags ?? {} };
}

function poolsOf(cluster: Cluster): KubePool[] {
  return cluster.body.properties.agentPoolProfiles.map(
    ({ name, mode, count, vmSize, maxPods, nodeLabels, nodeTaints }) => ({
      name,
      mode: mode === 'System' ? 'System' : 'User',
      count,
      vmSize,
      maxPods,
      ...(nodeLabels === undefined ? {} : { labels: nodeLabels }),
      ...(nodeTaints === undefined ? {} : { taints: nodeTaints }),
    }),
  );
}

/** What a cluster shows only after success: its outbound addresses and who its nodes and its identity are (recordings). */
function addLateProperties({ subscriptionId, name, body }: Cluster): void {
  const { properties, identity } = body;
  const group = properties.nodeResourceGroup;
  const profile = properties.networkProfile.loadBalancerProfile;
  if (profile !== undefined && profile['effectiveOutboundIPs'] === undefined) {
    const id = `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.Network/publicIPAddresses/${randomUUID()}`;
    profile['effectiveOutboundIPs'] = [{ id }];
  }
  properties['identityProfile'] ??= {
    kubeletidentity: {
      resourceId: `/subscriptions/${subscriptionId}/resourcegroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`,
      clientId: randomUUID(),
      objectId: randomUUID(),
    },
  };
  const assigned = object(identity?.['userAssignedIdentities']);
  for (const id of Object.keys(assigned)) {
    assigned[id] = { clientId: randomUUID(), principalId: randomUUID(), ...object(assigned[id]) };
  }
}
