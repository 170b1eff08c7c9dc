import { freeAddress, rangeOf, toNumber } from '../addresses.ts';
import type { Cluster } from '../cluster.ts';
import { eightDigits } from '../ids.ts';
import { fieldsOf, itemsOf } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { services } from '../store/resources.ts';
import type { Fields, KubeObject } from '../types/object.ts';
import type { Service } from '../types/service.ts';
import type { Job } from '../types/workloads.ts';

function serviceAddress(cluster: Cluster, service: Service): string {
  const taken = new Set(cluster.store.list(services).map((other) => other.spec.clusterIP ?? ''));
  const { serviceCidr, dnsServiceIP } = cluster.spec;
  const { first, size } = rangeOf(serviceCidr);
  taken.add(dnsServiceIP);
  // Spread over the range, as the API server does, but the same for the same name.
  const spread = Number(eightDigits(`${service.metadata.namespace}/${service.metadata.name}`));
  const offset = 16 + (spread % Math.max(1, size - 32));
  const address = freeAddress(serviceCidr, offset, taken);
  return toNumber(address) === first ? freeAddress(serviceCidr, 16, taken) : address;
}

function nodePorts(cluster: Cluster, ports: unknown[]): unknown[] {
  const taken = new Set(
    cluster.store.list(services).flatMap((other) => (other.spec.ports ?? []).map((port) => port.nodePort ?? 0)),
  );
  let next = 30_000;
  return ports.map((item) => {
    const port = fieldsOf(item);
    if (port['nodePort'] !== undefined) return port;
    while (taken.has(next)) next += 1;
    taken.add(next);
    return { ...port, nodePort: next };
  });
}

function admitService(cluster: Cluster, object: KubeObject, live: KubeObject | undefined): KubeObject {
  const service = object as Service;
  const spec: Fields = { ...service.spec };
  const type = spec['type'];
  if (type === 'ExternalName') return service;
  spec['clusterIP'] ??= (live as Service | undefined)?.spec.clusterIP ?? serviceAddress(cluster, service);
  spec['clusterIPs'] = [spec['clusterIP']];
  if (type === 'NodePort' || type === 'LoadBalancer') spec['ports'] = nodePorts(cluster, itemsOf(spec['ports']));
  return { ...service, spec };
}

// The labels by which a job knows its pods.
function admitJob(object: KubeObject, live: KubeObject | undefined): KubeObject {
  const job = object as Job;
  const uid = live?.metadata.uid ?? job.metadata.uid;
  const own = { 'batch.kubernetes.io/controller-uid': uid, 'batch.kubernetes.io/job-name': job.metadata.name };
  const labels = {
    ...job.spec.template.metadata?.labels,
    ...own,
    'controller-uid': uid,
    'job-name': job.metadata.name,
  };
  const template = { ...job.spec.template, metadata: { ...job.spec.template.metadata, labels } };
  const selector = { matchLabels: { 'batch.kubernetes.io/controller-uid': uid } };
  return { ...job, spec: { ...job.spec, selector, template } };
}

/** What the API server itself puts into an object that it takes. */
export function admitted(cluster: Cluster, kind: Kind, object: KubeObject, live: KubeObject | undefined): KubeObject {
  if (kind.resource === 'services') return admitService(cluster, object, live);
  if (kind.resource === 'jobs.batch' && fieldsOf(object['spec'])['template'] !== undefined)
    return admitJob(object, live);
  return object;
}
