import { type Cluster, timestamp } from '../cluster.ts';
import { hashSuffix, newUid, randomSuffix } from '../ids.ts';
import { canonicalJson, sameJson } from '../json.ts';
import { pods } from '../store/resources.ts';
import type { Change, Resource } from '../store/store.ts';
import type { KubeObject, OwnerReference } from '../types/object.ts';
import type { Pod, PodSpec, PodTemplate } from '../types/pod.ts';
import { podSpecOf } from '../write/pod-defaults.ts';
import { deleteObject } from '../write/remove.ts';
import { isTrue } from './conditions.ts';
import { keyOf } from './engine.ts';
import { recordEvent } from './events.ts';

/** The owner reference of whatever a controller makes for an object. */
export function ownedBy(owner: KubeObject): OwnerReference {
  const { apiVersion, kind } = owner;
  const { name, uid } = owner.metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** The controller among an object's owners. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

/** What an object controls. */
export function controlled<T extends KubeObject>(cluster: Cluster, owner: KubeObject, resource: Resource<T>): T[] {
  const all = cluster.store.list(resource, owner.metadata.namespace);
  return all.filter((object) => controllerOf(object)?.uid === owner.metadata.uid);
}

/** The keys of a resource's objects that changed, or that control something of `parts` that did. */
export function ownersConcerned(change: Change, resource: Resource<KubeObject>, kind: string, parts: string): string[] {
  if (change.resource === resource.key) return change.type === 'DELETED' ? [] : [keyOf(change.object)];
  if (change.resource !== parts) return [];
  const owner = controllerOf(change.object);
  return owner?.kind === kind ? [`${change.object.metadata.namespace}/${owner.name}`] : [];
}

/** Whether its condition `Ready` is true. */
export function isReady(pod: Pod): boolean {
  return pod.status.phase === 'Running' && isTrue(pod.status.conditions, 'Ready');
}

/** Whether it has ended, well or not. */
export function isOver(pod: Pod): boolean {
  return pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
}

/** Whether it has been deleted and waits for its end. */
export function isLeaving(object: KubeObject): boolean {
  return object.metadata.deletionTimestamp !== undefined;
}

// Templates are never changed in place, so these stay right, and pods of one template share their spec.
const hashes = new WeakMap<PodTemplate, string>();
const specs = new WeakMap<PodTemplate, PodSpec>();

function remember<V>(memory: WeakMap<PodTemplate, V>, template: PodTemplate, make: () => V): V {
  const known = memory.get(template);
  if (known !== undefined) return known;
  const made = make();
  memory.set(template, made);
  return made;
}

/** The hash by which pods of one version of a template are known. */
export function templateHash(template: PodTemplate): string {
  return remember(hashes, template, () => hashSuffix(canonicalJson(template)));
}

/** What is particular to one pod of a template. */
export interface PodParts {
  name?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  spec?: (spec: PodSpec) => PodSpec;
}

/** Makes a pod of a template for its controller. */
export function createPod(cluster: Cluster, owner: KubeObject, template: PodTemplate, parts: PodParts): Pod {
  const spec = remember(specs, template, () => podSpecOf(template) as unknown as PodSpec);
  const annotations = { ...template.metadata?.annotations, ...parts.annotations };
  const pod = cluster.store.put(pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: parts.name ?? `${owner.metadata.name}-${randomSuffix()}`,
      ...(parts.name === undefined && { generateName: `${owner.metadata.name}-` }),
      ...(owner.metadata.namespace !== undefined && { namespace: owner.metadata.namespace }),
      uid: newUid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(cluster.clock),
      labels: { ...template.metadata?.labels, ...parts.labels },
      ...(Object.keys(annotations).length > 0 && { annotations }),
      ownerReferences: [ownedBy(owner)],
    },
    spec: parts.spec === undefined ? spec : parts.spec(spec),
    status: { phase: 'Pending', qosClass: qosClass(spec) },
  });
  const component = `${owner.kind.toLowerCase()}-controller`;
  recordEvent(cluster, owner, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, component);
  return pod;
}

/** The quality of service that a pod's requests and limits give it. */
export function qosClass(spec: PodSpec): string {
  const all = [...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.resources ?? {});
  const empty = (list: Record<string, string> | undefined) => Object.keys(list ?? {}).length === 0;
  if (all.every((resources) => empty(resources.requests) && empty(resources.limits))) return 'BestEffort';
  const guaranteed = all.every(
    ({ limits, requests }) =>
      limits?.['cpu'] !== undefined && limits['memory'] !== undefined && sameJson(requests ?? limits, limits),
  );
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

/** Deletes pods the way their controllers do. */
export function deletePods(cluster: Cluster, owner: KubeObject, gone: Pod[]): void {
  for (const pod of gone) {
    if (isLeaving(pod)) continue;
    const component = `${owner.kind.toLowerCase()}-controller`;
    recordEvent(cluster, owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, component);
    deleteObject(cluster, pods, pod, 'Background');
  }
}

/** Stores an object's new status, if it is new. */
export function putStatus<T extends KubeObject>(
  cluster: Cluster,
  resource: Resource<T>,
  object: T,
  status: unknown,
): void {
  if (!sameJson(object['status'], status)) cluster.store.put(resource, { ...object, status });
}
