import { type Cluster, timestamp } from '../cluster.ts';
import { newUid } from '../ids.ts';
import { configMaps, namespaces, serviceAccounts } from '../store/resources.ts';
import type { Resource } from '../store/store.ts';
import type { KubeObject } from '../types/object.ts';
import { deleteObject } from '../write/remove.ts';
import type { Controller } from './engine.ts';

const rootCertificate = 'kube-root-ca.crt';

function ensure(
  cluster: Cluster,
  resource: Resource<KubeObject>,
  namespace: string,
  kind: string,
  name: string,
  rest: object,
): void {
  if (cluster.store.get(resource, namespace, name) !== undefined) return;
  const metadata = { name, namespace, uid: newUid(), resourceVersion: '', creationTimestamp: timestamp(cluster.clock) };
  cluster.store.put(resource, { apiVersion: 'v1', kind, metadata, ...rest });
}

function empty(cluster: Cluster, namespace: KubeObject): void {
  const { name } = namespace.metadata;
  let left = 0;
  for (const key of cluster.store.resources()) {
    for (const object of cluster.store.list<KubeObject>({ key }, name)) {
      const { gone } = deleteObject(cluster, { key }, object, 'Background', 0);
      if (!gone) left += 1;
    }
  }
  if (left === 0) cluster.store.remove(namespaces, namespace);
}

/** Gives each namespace its default service account and root certificate, and empties one that is deleted. */
export const namespaceController: Controller = {
  name: 'namespaces',
  concerns: (cluster, change) => {
    if (change.resource === namespaces.key) return change.type === 'DELETED' ? [] : [change.object.metadata.name];
    const { namespace } = change.object.metadata;
    if (namespace === undefined || change.type !== 'DELETED') return [];
    const restored = [serviceAccounts.key, configMaps.key].includes(change.resource);
    const leaving = cluster.store.get(namespaces, undefined, namespace)?.metadata.deletionTimestamp !== undefined;
    return restored || leaving ? [namespace] : [];
  },
  reconcile: (cluster, name) => {
    const namespace = cluster.store.get(namespaces, undefined, name);
    if (namespace === undefined) return;
    if (namespace.metadata.deletionTimestamp !== undefined) return empty(cluster, namespace);
    ensure(cluster, serviceAccounts, name, 'ServiceAccount', 'default', {});
    // There is no certificate behind the sandbox's pods: nothing in them runs.
    ensure(cluster, configMaps, name, 'ConfigMap', rootCertificate, { data: { 'ca.crt': '' } });
  },
};
