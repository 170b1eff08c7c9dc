import { type Cluster, timestamp } from '../cluster.ts';
import { newUid, randomSuffix } from '../ids.ts';
import { sameJson } from '../json.ts';
import { endpointSlices, pods, services } from '../store/resources.ts';
import { selects } from '../store/selectors.ts';
import type { KubeObject } from '../types/object.ts';
import type { Pod } from '../types/pod.ts';
import type { Service, ServicePort } from '../types/service.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { isLeaving, isReady, ownedBy } from './pods.ts';

const nameLabel = 'kubernetes.io/service-name';

function portOf(port: ServicePort, sample: Pod | undefined): object {
  const { targetPort = port.port } = port;
  const named = sample?.spec.containers
    .flatMap((container) => container.ports ?? [])
    .find((item) => item.name === targetPort);
  const number = typeof targetPort === 'number' ? targetPort : (named?.containerPort ?? port.port);
  return { name: port.name ?? '', port: number, protocol: port.protocol ?? 'TCP' };
}

function sliceOf(cluster: Cluster, service: Service, known: KubeObject | undefined): KubeObject {
  const { name, namespace = '' } = service.metadata;
  const behind = cluster.store
    .list(pods, namespace)
    .filter((pod) => pod.status.podIP !== undefined && !isLeaving(pod))
    .filter((pod) => selects({ matchLabels: service.spec.selector ?? {} }, pod.metadata.labels));
  const endpoints = behind.map((pod) => ({
    addresses: [pod.status.podIP],
    conditions: { ready: isReady(pod), serving: isReady(pod), terminating: false },
    nodeName: pod.spec.nodeName,
    targetRef: { kind: 'Pod', name: pod.metadata.name, namespace, uid: pod.metadata.uid },
  }));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: known?.metadata ?? {
      name: `${name}-${randomSuffix()}`,
      namespace,
      uid: newUid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(cluster.clock),
      labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io', [nameLabel]: name },
      ownerReferences: [ownedBy(service)],
    },
    addressType: 'IPv4',
    endpoints,
    ports: (service.spec.ports ?? []).map((port) => portOf(port, behind[0])),
  };
}

// A load balancer's address comes from a range that is kept for documentation.
function giveAddress(cluster: Cluster, service: Service): void {
  const status = service['status'] as { loadBalancer?: { ingress?: unknown[] } } | undefined;
  if (service.spec.type !== 'LoadBalancer' || (status?.loadBalancer?.ingress ?? []).length > 0) return;
  cluster.timers.later(`balancer ${service.metadata.uid}`, 30_000, () => {
    const live = cluster.store.get(services, ...splitKey(keyOf(service)));
    if (live?.metadata.uid !== service.metadata.uid) return;
    const ip = `203.0.113.${1 + (cluster.store.version % 250)}`;
    cluster.store.put(services, { ...live, status: { loadBalancer: { ingress: [{ ip, ipMode: 'VIP' }] } } });
  });
}

function reconcileService(cluster: Cluster, service: Service): void {
  giveAddress(cluster, service);
  if (Object.keys(service.spec.selector ?? {}).length === 0) return;
  const known = cluster.store
    .list(endpointSlices, service.metadata.namespace)
    .find((slice) => slice.metadata.labels?.[nameLabel] === service.metadata.name);
  const next = sliceOf(cluster, service, known);
  if (!sameJson(known, next)) cluster.store.put(endpointSlices, next);
}

/** Keeps an EndpointSlice of the pods behind each service. */
export const serviceController: Controller = {
  name: 'services',
  concerns: (cluster, change) => {
    if (change.resource === services.key) return change.type === 'DELETED' ? [] : [keyOf(change.object)];
    if (change.resource !== pods.key) return [];
    const { namespace, labels } = change.object.metadata;
    const behind = cluster.store
      .list(services, namespace)
      .filter(({ spec }) => spec.selector !== undefined && selects({ matchLabels: spec.selector }, labels));
    return behind.map(keyOf);
  },
  reconcile: (cluster, key) => {
    const service = cluster.store.get(services, ...splitKey(key));
    if (service !== undefined) reconcileService(cluster, service);
  },
};
