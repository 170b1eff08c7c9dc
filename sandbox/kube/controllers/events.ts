import { type Cluster, timestamp } from '../cluster.ts';
import { newUid } from '../ids.ts';
import { fieldsOf, readPath } from '../json.ts';
import { events } from '../store/resources.ts';
import type { KubeObject } from '../types/object.ts';

// A cluster forgets its oldest events beyond this many, as etcd does after an hour.
const kept = 300;

// Nanoseconds, by which events of one object sort as they came; below the clock's own fineness, writes are counted.
const serial = ({ clock, store }: Cluster) =>
  (BigInt(clock.now()) * 1_000_000n + BigInt(store.version % 1_000_000)).toString(16);

/** Records an event about an object, or counts a known one up. */
export function recordEvent(
  cluster: Cluster,
  about: KubeObject,
  type: 'Normal' | 'Warning',
  reason: string,
  message: string,
  component: string,
  fieldPath?: string,
): void {
  const { store } = cluster;
  const { name, uid, resourceVersion } = about.metadata;
  const namespace = about.metadata.namespace ?? 'default';
  const now = timestamp(cluster.clock);
  const all = store.list(events);
  const known = all.find(
    (event) =>
      readPath(event, 'involvedObject.uid') === uid &&
      event['reason'] === reason &&
      event['message'] === message &&
      readPath(event, 'involvedObject.fieldPath') === fieldPath,
  );
  if (known !== undefined) {
    store.put(events, { ...known, count: Number(known['count']) + 1, lastTimestamp: now });
    return;
  }
  for (const old of all.slice(0, Math.max(0, all.length - kept + 1))) store.remove(events, old);
  const { apiVersion, kind } = about;
  store.put(events, {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name: `${name}.${serial(cluster)}`,
      namespace,
      uid: newUid(),
      resourceVersion: '',
      creationTimestamp: now,
    },
    involvedObject: {
      apiVersion,
      kind,
      name,
      uid,
      resourceVersion,
      ...(about.metadata.namespace && { namespace }),
      ...(fieldPath !== undefined && { fieldPath }),
    },
    type,
    reason,
    message,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    source: { component, ...(component === 'kubelet' && { host: fieldsOf(about['spec'])['nodeName'] ?? name }) },
    reportingComponent: component,
    reportingInstance: '',
  });
}
