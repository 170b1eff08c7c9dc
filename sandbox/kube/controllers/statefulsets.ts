import { type Cluster, timestamp } from '../cluster.ts';
import { newUid } from '../ids.ts';
import { defined } from '../json.ts';
import { claims, pods, statefulSets } from '../store/resources.ts';
import type { Pod, PodSpec } from '../types/pod.ts';
import type { StatefulSet } from '../types/workloads.ts';
import { type Controller, splitKey } from './engine.ts';
import {
  controlled,
  createPod,
  deletePods,
  isLeaving,
  isReady,
  ownersConcerned,
  putStatus,
  templateHash,
} from './pods.ts';

const ordinalOf = (pod: Pod) => Number(pod.metadata.name.slice(pod.metadata.name.lastIndexOf('-') + 1));
const claimName = (set: StatefulSet, template: string, ordinal: number) =>
  `${template}-${set.metadata.name}-${ordinal}`;

// There is no disk behind a claim; it counts as bound as soon as it is made.
function ensureClaims(cluster: Cluster, set: StatefulSet, ordinal: number): void {
  for (const template of set.spec.volumeClaimTemplates ?? []) {
    const name = claimName(set, template.metadata.name, ordinal);
    if (cluster.store.get(claims, set.metadata.namespace, name) !== undefined) continue;
    const uid = newUid();
    cluster.store.put(claims, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...template.metadata,
        name,
        namespace: set.metadata.namespace ?? '',
        uid,
        resourceVersion: '',
        creationTimestamp: timestamp(cluster.clock),
      },
      spec: { ...template.spec, volumeName: `pvc-${uid}` },
      status: { phase: 'Bound' },
    });
  }
}

function podFor(cluster: Cluster, set: StatefulSet, ordinal: number): Pod {
  ensureClaims(cluster, set, ordinal);
  const name = `${set.metadata.name}-${ordinal}`;
  const volumes = (set.spec.volumeClaimTemplates ?? []).map((template) => ({
    name: template.metadata.name,
    persistentVolumeClaim: { claimName: claimName(set, template.metadata.name, ordinal) },
  }));
  const hash = `${set.metadata.name}-${templateHash(set.spec.template)}`;
  const labels = {
    'apps.kubernetes.io/pod-index': String(ordinal),
    'controller-revision-hash': hash,
    'statefulset.kubernetes.io/pod-name': name,
  };
  const spec = (own: PodSpec) => ({ ...own, hostname: name, volumes: [...(own.volumes ?? []), ...volumes] });
  return createPod(cluster, set, set.spec.template, { name, labels, spec });
}

function reconcileSet(cluster: Cluster, set: StatefulSet): void {
  const wanted = set.spec.replicas ?? 1;
  const present = controlled(cluster, set, pods).sort((a, b) => ordinalOf(a) - ordinalOf(b));
  const revision = `${set.metadata.name}-${templateHash(set.spec.template)}`;
  const parallel = set.spec.podManagementPolicy === 'Parallel';
  const settled = present.every((pod) => isReady(pod) && !isLeaving(pod));
  const surplus = present.filter((pod) => ordinalOf(pod) >= wanted);
  const outdated = present.filter((pod) => pod.metadata.labels?.['controller-revision-hash'] !== revision);
  if (surplus.length > 0) deletePods(cluster, set, parallel ? surplus : surplus.slice(-1));
  else if (settled && present.length === wanted) deletePods(cluster, set, outdated.slice(-1));
  const taken = new Set(present.map(ordinalOf));
  for (let ordinal = 0; ordinal < wanted && !isLeaving(set); ordinal += 1) {
    if (taken.has(ordinal)) continue;
    if (!parallel && !settled) break;
    podFor(cluster, set, ordinal);
    if (!parallel) break;
  }
  const alive = controlled(cluster, set, pods).filter((pod) => !isLeaving(pod));
  const ready = alive.filter(isReady).length;
  const updated = alive.filter((pod) => pod.metadata.labels?.['controller-revision-hash'] === revision).length;
  const status = defined({
    observedGeneration: set.metadata.generation ?? 1,
    replicas: alive.length,
    readyReplicas: ready || undefined,
    availableReplicas: ready,
    updatedReplicas: updated || undefined,
    currentReplicas: updated || undefined,
    currentRevision: updated === wanted ? revision : (set.status?.['currentRevision'] ?? revision),
    updateRevision: revision,
    collisionCount: 0,
  });
  putStatus(cluster, statefulSets, set, status);
}

/** Keeps the numbered pods of StatefulSets, one after the other. */
export const statefulSetController: Controller = {
  name: 'statefulsets',
  concerns: (_, change) => ownersConcerned(change, statefulSets, 'StatefulSet', pods.key),
  reconcile: (cluster, key) => {
    const set = cluster.store.get(statefulSets, ...splitKey(key));
    if (set !== undefined) reconcileSet(cluster, set);
  },
};
