import { type Cluster, timestamp } from '../cluster.ts';
import { newUid } from '../ids.ts';
import { fieldsOf, itemsOf, sameJson } from '../json.ts';
import { builtinKind } from '../kinds/builtin.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import { daemonSets, definitions, deployments, namespaces, nodes } from '../store/resources.ts';
import type { Resource } from '../store/store.ts';
import type { Condition, Fields, KubeObject } from '../types/object.ts';
import { completed } from '../write/defaults.ts';
import { createObject } from '../write/write.ts';
import { withCondition } from './conditions.ts';
import { type Controller, keyOf } from './engine.ts';

const installations: Resource<KubeObject> = { key: 'installations.operator.tigera.io' };
const statuses: Resource<KubeObject & { status?: { conditions?: Condition[] } }> = {
  key: 'tigerastatuses.operator.tigera.io',
};
const operatorName = 'tigera-operator';
const system = 'calico-system';
/** How long the operator takes to act, in milliseconds of Azure's time. */
const actTime = 4_000;

interface Part {
  kind: 'DaemonSet' | 'Deployment';
  name: string;
  image: string;
  hostNetwork: boolean;
  /** Whether it puts a CNI's configuration on its node. */
  bringsNetwork?: boolean;
  replicas?: number;
}

const parts = (nodeCount: number): Part[] => [
  { kind: 'Deployment', name: 'calico-typha', image: 'typha', hostNetwork: true, replicas: Math.min(3, nodeCount) },
  { kind: 'DaemonSet', name: 'calico-node', image: 'node', hostNetwork: true, bringsNetwork: true },
  { kind: 'Deployment', name: 'calico-kube-controllers', image: 'kube-controllers', hostNetwork: false, replicas: 1 },
];

function manifest(part: Part, installation: Fields, version: string): Fields {
  const { kind, name, image, hostNetwork, bringsNetwork, replicas } = part;
  const labels = { 'k8s-app': name, 'app.kubernetes.io/name': name };
  const registry = String(installation['registry'] ?? 'quay.io/');
  const paths = { 'cni-bin-dir': '/opt/cni/bin', 'cni-net-dir': '/etc/cni/net.d' };
  const volumes = Object.entries(paths).map(([volume, path]) => ({ name: volume, hostPath: { path } }));
  const secrets = itemsOf(installation['imagePullSecrets']);
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { 'k8s-app': name } },
      template: {
        metadata: { labels },
        spec: {
          containers: [{ name, image: `${registry}calico/${image}:${version}` }],
          ...(hostNetwork ? { hostNetwork } : {}),
          ...(bringsNetwork ? { volumes } : {}),
          ...(secrets.length > 0 ? { imagePullSecrets: secrets } : {}),
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          tolerations: hostNetwork
            ? ['NoSchedule', 'NoExecute'].map((effect) => ({ operator: 'Exists', effect }))
            : [{ key: 'CriticalAddonsOnly', operator: 'Exists' }],
        },
      },
    },
  };
}

function ensureNamespace(cluster: Cluster): void {
  if (cluster.store.get(namespaces, undefined, system) === undefined) {
    write(cluster, 'namespaces', undefined, { metadata: { name: system } });
  }
}

function write(cluster: Cluster, resource: string, namespace: string | undefined, body: Fields): void {
  const kind = builtinKind(resource);
  const writer = { manager: 'operator', operation: 'Update' as const, apiVersion: apiVersionOf(kind) };
  createObject(cluster, kind, namespace, body, { writer, dryRun: false });
}

/** Creates a workload, or brings the one that is there to what it should be. */
function apply(cluster: Cluster, part: Part, body: Fields): void {
  const resource: Resource<KubeObject> = part.kind === 'DaemonSet' ? daemonSets : deployments;
  const live = cluster.store.get(resource, system, part.name);
  if (live === undefined) {
    write(cluster, resource.key, system, body);
    return;
  }
  const spec = completed(builtinKind(resource.key), body)['spec'];
  if (sameJson(live['spec'], spec)) return;
  const metadata = { ...live.metadata, generation: (live.metadata.generation ?? 0) + 1 };
  cluster.store.put(resource, { ...live, metadata, spec });
}

function isUp(cluster: Cluster): boolean {
  const agent = cluster.store.get(daemonSets, system, 'calico-node');
  const { desired, ready, updated, observed } = {
    desired: countOf(agent, 'desiredNumberScheduled'),
    ready: countOf(agent, 'numberReady'),
    updated: countOf(agent, 'updatedNumberScheduled'),
    observed: countOf(agent, 'observedGeneration'),
  };
  const whole = desired > 0 && ready === desired && updated === desired;
  const typha = cluster.store.get(deployments, system, 'calico-typha');
  return whole && observed === agent?.metadata.generation && countOf(typha, 'readyReplicas') > 0;
}

function countOf(object: KubeObject | undefined, field: string): number {
  return Number(fieldsOf(object?.['status'])[field] ?? 0);
}

function tell(cluster: Cluster, installation: KubeObject, version: string): void {
  const status = fieldsOf(installation['status']);
  // The version is that of what runs: it follows once all of it has been replaced.
  if (isUp(cluster) && status['calicoVersion'] !== version) {
    cluster.store.put(installations, { ...installation, status: { ...status, calicoVersion: version } });
  }
  if (cluster.store.get(definitions, undefined, statuses.key) === undefined) return;
  const now = timestamp(cluster.clock);
  const known = cluster.store.get(statuses, undefined, 'calico');
  const up = isUp(cluster);
  const one = (type: string, holds: boolean, message: string): Condition => ({
    type,
    status: holds ? 'True' : 'False',
    reason: holds === (type === 'Available') ? 'AllObjectsAvailable' : 'ResourceNotReady',
    message,
  });
  let conditions = withCondition(
    known?.status?.conditions,
    one('Available', up, up ? 'All objects available' : 'DaemonSet "calico-system/calico-node" is not available'),
    now,
  );
  conditions = withCondition(conditions, one('Progressing', !up, ''), now);
  conditions = withCondition(conditions, one('Degraded', false, ''), now);
  if (known !== undefined && sameJson(known.status?.conditions, conditions)) return;
  const metadata = { name: 'calico', uid: newUid(), resourceVersion: '', creationTimestamp: now };
  const base = known ?? { apiVersion: 'operator.tigera.io/v1', kind: 'TigeraStatus', metadata, spec: {} };
  cluster.store.put(statuses, { ...base, status: { conditions } });
}

/** The version of Calico that an operator was built for, and whether it runs. */
function operatorOf(cluster: Cluster): { version: string; runs: boolean } {
  const operator = cluster.store.get(deployments, operatorName, operatorName);
  const [container] = operator?.spec.template.spec.containers ?? [];
  const told = itemsOf(fieldsOf(container)['env'])
    .map(fieldsOf)
    .find(({ name }) => name === 'CALICO_VERSION');
  return { version: String(told?.['value'] ?? ''), runs: countOf(operator, 'readyReplicas') > 0 };
}

function act(cluster: Cluster): void {
  const installation = cluster.store.get(installations, undefined, 'default');
  const { version, runs } = operatorOf(cluster);
  if (installation === undefined || !runs) return;
  ensureNamespace(cluster);
  for (const part of parts(cluster.store.list(nodes).length)) {
    apply(cluster, part, manifest(part, fieldsOf(installation['spec']), version));
  }
  tell(cluster, installation, version);
}

/** The Tigera operator, while its Deployment runs: installs Calico as the Installation says, and tells how it is. */
export const tigeraController: Controller = {
  name: 'tigera',
  concerns: (cluster, { resource, object }) => {
    const { namespace } = object.metadata;
    const own = namespace === operatorName || namespace === system;
    const matters =
      resource === installations.key || (own && (resource === deployments.key || resource === daemonSets.key));
    return matters && cluster.store.list(installations).length > 0 ? [keyOf({ metadata: { name: 'default' } })] : [];
  },
  reconcile: (cluster) => cluster.timers.later('tigera operator', actTime, () => act(cluster)),
};
