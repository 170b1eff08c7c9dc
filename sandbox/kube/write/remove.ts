import { type Cluster, timestamp } from '../cluster.ts';
import { fieldsOf, itemsOf } from '../json.ts';
import type { Resource } from '../store/store.ts';
import type { KubeObject } from '../types/object.ts';
import type { Pod } from '../types/pod.ts';

/** What becomes of dependents: deleted after, deleted before, or left without an owner. */
export type Propagation = 'Background' | 'Foreground' | 'Orphan';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

/** Takes an object out of the store at once. */
export function removeObject(cluster: Cluster, resource: Resource<KubeObject>, object: KubeObject): KubeObject {
  return cluster.store.remove(resource, object);
}

/** Takes an object out of the owners of whatever depends on it. */
function orphanDependents(cluster: Cluster, owner: KubeObject): void {
  for (const { resource, object } of dependentsOf(cluster, owner.metadata.uid)) {
    const owners = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== owner.metadata.uid);
    cluster.store.put(resource, { ...object, metadata: { ...object.metadata, ownerReferences: owners } });
  }
}

/** Every object that names an owner by this uid. */
export function dependentsOf(cluster: Cluster, uid: string): { resource: Resource<KubeObject>; object: KubeObject }[] {
  return cluster.store.resources().flatMap((key) =>
    cluster.store
      .list<KubeObject>({ key })
      .filter((object) => (object.metadata.ownerReferences ?? []).some((reference) => reference.uid === uid))
      .map((object) => ({ resource: { key }, object })),
  );
}

// A pod that runs on a node is stopped first; the kubelet takes it out.
function graceOf(resource: Resource<KubeObject>, object: KubeObject, asked: number | undefined): number {
  if (resource.key !== 'pods') return 0;
  const pod = object as Pod;
  const over = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (pod.spec.nodeName === undefined || over) return 0;
  return asked ?? pod.spec.terminationGracePeriodSeconds ?? 30;
}

function needsMore(resource: Resource<KubeObject>, object: KubeObject): boolean {
  if ((object.metadata.finalizers ?? []).length > 0) return true;
  return resource.key === 'namespaces' && itemsOf(fieldsOf(object['spec'])['finalizers']).length > 0;
}

/**
 * Deletes an object the way its kind goes: at once, or marked first because of finalizers, grace or dependents.
 * Answers the object as it is afterwards and whether it is gone.
 */
export function deleteObject(
  cluster: Cluster,
  resource: Resource<KubeObject>,
  object: KubeObject,
  propagation: Propagation,
  graceSeconds?: number,
): { object: KubeObject; gone: boolean } {
  const grace = graceOf(resource, object, graceSeconds);
  const { metadata } = object;
  let finalizers = metadata.finalizers ?? [];
  if (propagation === 'Foreground' && !finalizers.includes(foreground)) finalizers = [...finalizers, foreground];
  if (propagation === 'Orphan') {
    orphanDependents(cluster, object);
    finalizers = finalizers.filter((name) => name !== orphan);
  }
  if (grace === 0 && !needsMore(resource, { ...object, metadata: { ...metadata, finalizers } })) {
    return { object: removeObject(cluster, resource, object), gone: true };
  }
  if (
    metadata.deletionTimestamp !== undefined &&
    finalizers.length === (metadata.finalizers ?? []).length &&
    grace > 0
  ) {
    return { object, gone: false };
  }
  const marked: KubeObject = {
    ...object,
    metadata: {
      ...metadata,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      deletionTimestamp: metadata.deletionTimestamp ?? timestamp(cluster.clock),
      deletionGracePeriodSeconds: grace,
    },
  };
  const status =
    resource.key === 'namespaces' ? { status: { ...fieldsOf(object['status']), phase: 'Terminating' } } : {};
  return { object: cluster.store.put(resource, { ...marked, ...status }), gone: false };
}
