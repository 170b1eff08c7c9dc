import { type Cluster, timestamp } from '../cluster.ts';
import { newUid } from '../ids.ts';
import { defined } from '../json.ts';
import { deployments, pods, replicaSets } from '../store/resources.ts';
import type { Condition } from '../types/object.ts';
import type { Deployment, ReplicaSet } from '../types/workloads.ts';
import { deleteObject } from '../write/remove.ts';
import { withCondition } from './conditions.ts';
import { type Controller, splitKey } from './engine.ts';
import { recordEvent } from './events.ts';
import { controlled, controllerOf, isLeaving, ownedBy, ownersConcerned, putStatus, templateHash } from './pods.ts';

const revisionKey = 'deployment.kubernetes.io/revision';
const hashLabel = 'pod-template-hash';
const component = 'deployment-controller';

const wantedOf = (set: ReplicaSet) => set.spec.replicas ?? 0;
const availableOf = (set: ReplicaSet) => set.status?.availableReplicas ?? 0;
const sum = (sets: ReplicaSet[], count: (set: ReplicaSet) => number) =>
  sets.reduce((total, set) => total + count(set), 0);
const revisionOf = (set: ReplicaSet) => Number(set.metadata.annotations?.[revisionKey] ?? 0);

/** `25%` or a number, of a total. */
export function shareOf(value: number | string | undefined, total: number, round: (share: number) => number): number {
  if (typeof value === 'number') return value;
  return round((Number.parseFloat(value ?? '0') / 100) * total);
}

function newSet(cluster: Cluster, deployment: Deployment, hash: string, revision: number): ReplicaSet {
  const { template, selector } = deployment.spec;
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  return cluster.store.put(replicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      uid: newUid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(cluster.clock),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas ?? 1),
        [revisionKey]: String(revision),
      },
      ownerReferences: [ownedBy(deployment)],
    },
    spec: {
      replicas: 0,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  });
}

function scaleSet(cluster: Cluster, deployment: Deployment, set: ReplicaSet, replicas: number): ReplicaSet {
  if (wantedOf(set) === replicas) return set;
  const direction = replicas > wantedOf(set) ? 'up' : 'down';
  const message = `Scaled ${direction} replica set ${set.metadata.name} from ${wantedOf(set)} to ${replicas}`;
  recordEvent(cluster, deployment, 'Normal', 'ScalingReplicaSet', message, component);
  const metadata = { ...set.metadata, generation: (set.metadata.generation ?? 0) + 1 };
  return cluster.store.put(replicaSets, { ...set, metadata, spec: { ...set.spec, replicas } });
}

// One move of a rollout; the changes that it brings about call for the next one.
function roll(cluster: Cluster, deployment: Deployment, current: ReplicaSet, old: ReplicaSet[]): ReplicaSet {
  const wanted = deployment.spec.replicas ?? 1;
  const oldWanted = sum(old, wantedOf);
  if (deployment.spec.strategy?.type === 'Recreate') {
    for (const set of old) scaleSet(cluster, deployment, set, 0);
    const leaving = old.some((set) => controlled(cluster, set, pods).length > 0);
    return leaving ? current : scaleSet(cluster, deployment, current, wanted);
  }
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = shareOf(maxSurge, wanted, Math.ceil);
  const unavailable = Math.max(shareOf(maxUnavailable, wanted, Math.floor), surge === 0 ? 1 : 0);
  const room = wanted + surge - oldWanted;
  const target = oldWanted === 0 ? wanted : Math.min(wanted, Math.max(wantedOf(current), room));
  const scaled = scaleSet(cluster, deployment, current, target);
  const missing = Math.max(0, wantedOf(scaled) - availableOf(scaled));
  let spare = oldWanted + wantedOf(scaled) - (wanted - unavailable) - missing;
  for (const set of [...old].sort((a, b) => availableOf(a) - availableOf(b))) {
    const cut = Math.min(wantedOf(set), Math.max(0, spare));
    scaleSet(cluster, deployment, set, wantedOf(set) - cut);
    spare -= cut;
  }
  return scaled;
}

function conditionsOf(
  cluster: Cluster,
  deployment: Deployment,
  current: ReplicaSet,
  available: number,
  done: boolean,
): Condition[] {
  const now = timestamp(cluster.clock);
  const wanted = deployment.spec.replicas ?? 1;
  const least = wanted - shareOf(deployment.spec.strategy?.rollingUpdate?.maxUnavailable, wanted, Math.floor);
  const enough = available >= least;
  const withAvailable = withCondition(
    deployment.status?.conditions,
    {
      type: 'Available',
      status: enough ? 'True' : 'False',
      reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
      lastUpdateTime: now,
    },
    now,
  );
  const what = `ReplicaSet "${current.metadata.name}"`;
  return withCondition(
    withAvailable,
    {
      type: 'Progressing',
      status: 'True',
      reason: done ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      message: done ? `${what} has successfully progressed.` : `${what} is progressing.`,
      lastUpdateTime: now,
    },
    now,
  );
}

function reconcileDeployment(cluster: Cluster, deployment: Deployment): void {
  const hash = templateHash(deployment.spec.template);
  const sets = controlled(cluster, deployment, replicaSets);
  const known = sets.find((set) => set.metadata.labels?.[hashLabel] === hash);
  const old = sets.filter((set) => set !== known);
  const newest = Math.max(0, ...old.map(revisionOf));
  let current = known ?? newSet(cluster, deployment, hash, newest + 1);
  // Going back to an earlier template makes its set the newest revision.
  if (revisionOf(current) < newest) {
    const annotations = { ...current.metadata.annotations, [revisionKey]: String(newest + 1) };
    current = cluster.store.put(replicaSets, { ...current, metadata: { ...current.metadata, annotations } });
  }
  if (deployment.spec.paused !== true) current = roll(cluster, deployment, current, old);
  const history = old.filter((set) => wantedOf(set) === 0 && (set.status?.replicas ?? 0) === 0);
  const surplus = history.length - (deployment.spec.revisionHistoryLimit ?? 10);
  for (const set of history.sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, Math.max(0, surplus))) {
    deleteObject(cluster, replicaSets, set, 'Background');
  }
  reportStatus(cluster, deployment, current, old);
}

function reportStatus(cluster: Cluster, before: Deployment, current: ReplicaSet, old: ReplicaSet[]): void {
  const all = [
    current,
    ...old.map((set) => cluster.store.get(replicaSets, set.metadata.namespace, set.metadata.name) ?? set),
  ];
  const wanted = before.spec.replicas ?? 1;
  const replicas = sum(all, (set) => set.status?.replicas ?? 0);
  const available = sum(all, availableOf);
  const updated = current.status?.replicas ?? 0;
  const done = updated === wanted && available === wanted && replicas === wanted;
  const revision = String(revisionOf(current));
  const annotations = { ...before.metadata.annotations, [revisionKey]: revision };
  const deployment =
    before.metadata.annotations?.[revisionKey] === revision
      ? before
      : cluster.store.put(deployments, { ...before, metadata: { ...before.metadata, annotations } });
  const status = defined({
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas: replicas || undefined,
    updatedReplicas: updated || undefined,
    readyReplicas: available || undefined,
    availableReplicas: available || undefined,
    unavailableReplicas: Math.max(0, Math.max(wanted, replicas) - available) || undefined,
    conditions: conditionsOf(cluster, deployment, current, available, done),
  });
  putStatus(cluster, deployments, deployment, status);
}

/** Rolls Deployments out through ReplicaSets. */
export const deploymentController: Controller = {
  name: 'deployments',
  concerns: (_, change) => {
    // A Recreate rollout waits for the last old pod to be gone.
    if (change.resource === pods.key && change.type === 'DELETED') {
      const owner = controllerOf(change.object);
      const hash = change.object.metadata.labels?.[hashLabel];
      const ofSet = owner?.kind === 'ReplicaSet' && hash !== undefined && owner.name.endsWith(`-${hash}`);
      return ofSet ? [`${change.object.metadata.namespace}/${owner.name.slice(0, -hash.length - 1)}`] : [];
    }
    return ownersConcerned(change, deployments, 'Deployment', replicaSets.key);
  },
  reconcile: (cluster, key) => {
    const deployment = cluster.store.get(deployments, ...splitKey(key));
    if (deployment !== undefined && !isLeaving(deployment)) reconcileDeployment(cluster, deployment);
  },
};
