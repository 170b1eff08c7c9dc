import type { Cluster } from '../cluster.ts';
import type { Resource } from '../store/store.ts';
import type { KubeObject } from '../types/object.ts';
import { deleteObject, dependentsOf, removeObject } from '../write/remove.ts';
import type { Controller } from './engine.ts';

const foreground = 'foregroundDeletion';

function isWaiting(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers ?? []).includes(foreground);
}

function ownerExists(cluster: Cluster, uid: string): boolean {
  return cluster.store
    .resources()
    .some((key) => cluster.store.list<KubeObject>({ key }).some((object) => object.metadata.uid === uid));
}

// An object that somebody else still owns stays, and only forgets the owner that is gone.
function collect(cluster: Cluster, uid: string): void {
  for (const { resource, object } of dependentsOf(cluster, uid)) {
    const others = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
    if (others.some((reference) => ownerExists(cluster, reference.uid))) {
      cluster.store.put(resource, { ...object, metadata: { ...object.metadata, ownerReferences: others } });
    } else if (object.metadata.deletionTimestamp === undefined) {
      deleteObject(cluster, resource, object, 'Background');
    }
  }
}

function finishForeground(cluster: Cluster, resource: Resource<KubeObject>, object: KubeObject): void {
  const dependents = dependentsOf(cluster, object.metadata.uid);
  for (const dependent of dependents) {
    if (dependent.object.metadata.deletionTimestamp === undefined) {
      deleteObject(cluster, dependent.resource, dependent.object, 'Foreground');
    }
  }
  if (dependents.length > 0) return;
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== foreground);
  const released = cluster.store.put(resource, { ...object, metadata: { ...object.metadata, finalizers } });
  if (finalizers.length === 0) removeObject(cluster, resource, released);
}

/** Deletes what belongs to something that is gone, and lets go of what waited for its dependents. */
export const garbageController: Controller = {
  name: 'garbage',
  concerns: (_, change) => {
    const { object } = change;
    if (change.type !== 'DELETED') return isWaiting(object) ? [`wait ${change.resource} ${object.metadata.uid}`] : [];
    const owners = (object.metadata.ownerReferences ?? []).map((reference) => `owner ${reference.uid}`);
    return [`gone ${object.metadata.uid}`, ...owners];
  },
  reconcile: (cluster, key) => {
    const [what, ...rest] = key.split(' ');
    const uid = rest.at(-1) ?? '';
    if (what === 'gone') return collect(cluster, uid);
    for (const resource of cluster.store.resources().map((name) => ({ key: name }))) {
      const object = cluster.store.list<KubeObject>(resource).find((candidate) => candidate.metadata.uid === uid);
      if (object !== undefined && isWaiting(object)) finishForeground(cluster, resource, object);
    }
  },
};
