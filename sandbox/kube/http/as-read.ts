import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import { fieldsOf, isFields } from '../json.ts';
import { serviceAccounts } from '../store/resources.ts';
import type { KubeNode } from '../types/node.ts';
import type { KubeObject } from '../types/object.ts';
import type { Container, Pod, Volume } from '../types/pod.ts';

// How often a kubelet reports when nothing changes, and renews its lease, in milliseconds of Azure's time.
const reportEvery = 300_000;
const renewEvery = 10_000;

/** The last of the beats that began at some moment. */
function lastBeat({ clock }: Cluster, since: string, every: number): Date {
  const [start, beat] = [Date.parse(since), Math.max(1, clock.scaled(every))];
  return new Date(start + Math.max(0, Math.floor((clock.now() - start) / beat)) * beat);
}

// What the kubelet itself reports; NetworkUnavailable is the CNI's.
function withHeartbeats(cluster: Cluster, node: KubeNode): KubeNode {
  const known = node.status.conditions.find(({ type }) => type === 'Ready');
  if (known === undefined || known.status === 'Unknown') return node;
  const beat = `${lastBeat(cluster, node.metadata.creationTimestamp, reportEvery).toISOString().slice(0, 19)}Z`;
  const conditions = node.status.conditions.map((condition) => {
    const isLater = beat > (condition.lastHeartbeatTime ?? beat);
    return condition.type !== 'NetworkUnavailable' && isLater ? { ...condition, lastHeartbeatTime: beat } : condition;
  });
  return { ...node, status: { ...node.status, conditions } };
}

function withRenewal(cluster: Cluster, lease: KubeObject): KubeObject {
  const renewed = lastBeat(cluster, lease.metadata.creationTimestamp, renewEvery).toISOString();
  return { ...lease, spec: { ...fieldsOf(lease['spec']), renewTime: `${renewed.slice(0, -1)}000Z` } };
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

function mounts(cluster: Cluster, { metadata, spec }: Pod): boolean {
  const stated = spec.automountServiceAccountToken;
  if (stated !== undefined) return stated;
  const account = cluster.store.get(serviceAccounts, metadata.namespace, spec.serviceAccountName ?? 'default');
  return account?.['automountServiceAccountToken'] !== false;
}

// What admission gives nearly every pod: the same for all of a template but for its name, so it is not stored with each.
function withToken(cluster: Cluster, pod: Pod): Pod {
  const { spec } = pod;
  const isThere = spec.containers.some((container) => hasToken(container));
  if (isThere || !mounts(cluster, pod)) return pod;
  const bytes = createHash('sha256').update(pod.metadata.uid).digest().subarray(0, 5);
  const name = `kube-api-access-${[...bytes].map((byte) => alphabet[byte % alphabet.length]).join('')}`;
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
    {
      downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }] },
    },
  ];
  const volume = { name, projected: { defaultMode: 420, sources } } as Volume;
  const mount = (container: Container): Container => ({
    ...container,
    volumeMounts: [...(container.volumeMounts ?? []), { mountPath: tokenPath, name, readOnly: true }],
  });
  const initContainers = spec.initContainers?.map(mount);
  return {
    ...pod,
    spec: {
      ...spec,
      containers: spec.containers.map(mount),
      ...(initContainers && { initContainers }),
      volumes: [...(spec.volumes ?? []), volume],
    },
  };
}

const hasToken = ({ volumeMounts = [] }: Container) => volumeMounts.some(({ mountPath }) => mountPath === tokenPath);

function withPriority(cluster: Cluster, pod: Pod): Pod {
  const { priorityClassName = '' } = pod.spec;
  const found = cluster.store.get({ key: 'priorityclasses.scheduling.k8s.io' }, undefined, priorityClassName);
  return found === undefined ? pod : { ...pod, spec: { ...pod.spec, priority: Number(found['value']) } };
}

/**
 * An object as it is at the moment of a read. What a real cluster writes again and again, though nothing happens
 * (heartbeats, leases), or the same into every pod, is made up when somebody looks: an idle cluster costs nothing.
 */
export function asRead(cluster: Cluster, resource: string, object: KubeObject): KubeObject {
  if (resource === 'nodes') return withHeartbeats(cluster, object as KubeNode);
  if (resource === 'pods' && isFields(object['spec'])) return withPriority(cluster, withToken(cluster, object as Pod));
  const isNodeLease = resource === 'leases.coordination.k8s.io' && object.metadata.namespace === 'kube-node-lease';
  return isNodeLease ? withRenewal(cluster, object) : object;
}
