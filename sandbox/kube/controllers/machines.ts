import { freeAddress } from '../addresses.ts';
import { type Cluster, timestamp } from '../cluster.ts';
import { eightDigits, newUid } from '../ids.ts';
import { sameJson } from '../json.ts';
import type { KubePool } from '../seam.ts';
import { leases, nodes } from '../store/resources.ts';
import type { KubeNode, Taint } from '../types/node.ts';
import type { Condition } from '../types/object.ts';

const memoryPerCore: Record<string, number> = { B: 4, D: 4, E: 8, F: 2, L: 8, M: 16, A: 2, N: 7 };

// `Standard_D4s_v5` says how many cores it has, and by its letter how much memory goes with them.
function sizeOf(vmSize: string): { cores: number; gibibytes: number } {
  const [, family = 'D', digits = '2'] = /^Standard_([A-Z])[A-Z]*(\d+)/i.exec(vmSize) ?? [];
  const cores = Number(digits);
  return { cores, gibibytes: cores * (memoryPerCore[family.toUpperCase()] ?? 4) };
}

const kibi = (gibibytes: number) => Math.floor(gibibytes * 1024 * 1024);

// What AKS keeps back for the kubelet and the system.
function reservedMilliCores(cores: number): number {
  if (cores <= 1) return 60;
  return cores === 2 ? 100 : Math.round(100 + (cores - 2) * 20);
}

function resources(pool: KubePool): Pick<KubeNode['status'], 'capacity' | 'allocatable'> {
  const { cores, gibibytes } = sizeOf(pool.vmSize);
  const memory = kibi(gibibytes * 0.98);
  const reserved = Math.min((20 * pool.maxPods + 50) * 1024, memory / 4) + 100 * 1024;
  const shared = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0', pods: String(pool.maxPods) };
  return {
    capacity: { cpu: String(cores), 'ephemeral-storage': '129886128Ki', memory: `${memory}Ki`, ...shared },
    allocatable: {
      cpu: `${cores * 1000 - reservedMilliCores(cores)}m`,
      'ephemeral-storage': '119703055367',
      memory: `${Math.floor(memory - reserved)}Ki`,
      ...shared,
    },
  };
}

/** Scale sets spread their machines over the pool's zones in turn; without zones Azure says `0`. */
function zoneOf({ zones = [] }: KubePool, location: string, index: number): string {
  const zone = zones[index % zones.length];
  return zone === undefined ? '0' : `${location}-${zone}`;
}

function labelsOf(cluster: Cluster, pool: KubePool, index: number): Record<string, string> {
  const { location, nodeResourceGroup } = cluster.spec;
  const name = nodeName(cluster, pool.name, index);
  const zone = zoneOf(pool, location, index);
  return {
    agentpool: pool.name,
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/instance-type': pool.vmSize,
    'beta.kubernetes.io/os': 'linux',
    'failure-domain.beta.kubernetes.io/region': location,
    'failure-domain.beta.kubernetes.io/zone': zone,
    'kubernetes.azure.com/agentpool': pool.name,
    'kubernetes.azure.com/cluster': nodeResourceGroup,
    'kubernetes.azure.com/mode': modeOf(pool),
    'kubernetes.azure.com/nodepool-type': 'VirtualMachineScaleSets',
    'kubernetes.azure.com/os-sku': 'Ubuntu',
    'kubernetes.azure.com/role': 'agent',
    'kubernetes.azure.com/storageprofile': 'managed',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    'node.kubernetes.io/instance-type': pool.vmSize,
    storageprofile: 'managed',
    'topology.kubernetes.io/region': location,
    'topology.kubernetes.io/zone': zone,
    ...pool.labels,
  };
}

const modeOf = ({ mode }: KubePool) => mode.toLowerCase();

// `key=value:Effect`, the way node pools write taints.
function taintOf(text: string): Taint {
  const [, key = '', value, effect = 'NoSchedule'] = /^([^=:]+)(?:=([^:]*))?:(.+)$/.exec(text) ?? [];
  return { key, ...(value !== undefined && value !== '' && { value }), effect };
}

/** The name of a node pool's scale set. */
export function scaleSetName(cluster: Cluster, pool: string): string {
  return `aks-${pool}-${eightDigits(cluster.spec.fqdn)}-vmss`;
}

/** The name of the n-th machine of a pool. */
export function nodeName(cluster: Cluster, pool: string, index: number): string {
  return `${scaleSetName(cluster, pool)}${index.toString(36).padStart(6, '0')}`;
}

/** What the node controller puts on a node that is not Ready. */
export const notReadyTaint = 'node.kubernetes.io/not-ready';

/** What a kubelet says for want of a CNI; the words are the kubelet's own. */
export const notReady: Condition = {
  type: 'Ready',
  status: 'False',
  reason: 'KubeletNotReady',
  message:
    'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized',
};

function healthy(type: string, reason: string, message: string): Condition {
  return { type, status: 'False', reason, message };
}

const pressures = [
  healthy('MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
  healthy('DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
  healthy('PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
];

/** What a machine is as a node that has no network yet. */
export function machineNode(cluster: Cluster, pool: KubePool, index: number, address: string): KubeNode {
  const { spec, clock } = cluster;
  const now = timestamp(clock);
  const name = nodeName(cluster, pool.name, index);
  const scaleSet = `/subscriptions/${spec.subscriptionId}/resourceGroups/${spec.nodeResourceGroup}/providers/Microsoft.Compute/virtualMachineScaleSets/${scaleSetName(cluster, pool.name)}`;
  const stamp = { lastHeartbeatTime: now, lastTransitionTime: now };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      uid: newUid(),
      resourceVersion: '',
      creationTimestamp: now,
      labels: labelsOf(cluster, pool, index),
      annotations: {
        'node.alpha.kubernetes.io/ttl': '0',
        'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
      },
    },
    spec: {
      providerID: `azure://${scaleSet}/virtualMachines/${index}`,
      taints: [
        ...(pool.taints ?? []).map(taintOf),
        { key: notReadyTaint, effect: 'NoSchedule', timeAdded: now },
        { key: notReadyTaint, effect: 'NoExecute', timeAdded: now },
      ],
    },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      ...resources(pool),
      conditions: [...pressures, notReady].map((condition) => ({ ...condition, ...stamp })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: newUid(),
        containerRuntimeVersion: 'containerd://2.1.6-1',
        kernelVersion: '6.8.0-1044-azure',
        kubeProxyVersion: '',
        kubeletVersion: `v${cluster.behaviour.kubeletVersion ?? pool.version ?? spec.kubernetesVersion}`,
        machineID: newUid().replaceAll('-', ''),
        operatingSystem: 'linux',
        osImage: 'Ubuntu 24.04.3 LTS',
        systemUUID: newUid(),
      },
    },
  } as KubeNode;
}

/** Registers a machine with an address of its own. */
export function registerNode(cluster: Cluster, pool: KubePool, index: number): KubeNode {
  const { spec, store, clock } = cluster;
  const now = timestamp(clock);
  const name = nodeName(cluster, pool.name, index);
  const taken = new Set(store.list(nodes).map((node) => node.status.addresses[0]?.address ?? ''));
  // Azure keeps the first four addresses of a subnet for itself.
  const address = freeAddress(spec.nodeCidr, 4, taken);
  const node = store.put(nodes, machineNode(cluster, pool, index, address));
  const holder = {
    holderIdentity: name,
    leaseDurationSeconds: 40,
    renewTime: `${new Date(clock.now()).toISOString().slice(0, -1)}000Z`,
  };
  store.put(leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: {
      name,
      namespace: 'kube-node-lease',
      uid: newUid(),
      resourceVersion: '',
      creationTimestamp: now,
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid: node.metadata.uid }],
    },
    spec: holder,
  });
  return node;
}

/** Gives a node the labels and taints of its pool as it is now, and takes away what the pool had before. */
export function relabel(cluster: Cluster, node: KubeNode, before: KubePool | undefined, pool: KubePool): void {
  const gone = Object.keys(before?.labels ?? {});
  const own = Object.entries(node.metadata.labels ?? {}).filter(([label]) => !gone.includes(label));
  const labels = { ...Object.fromEntries(own), ...pool.labels, 'kubernetes.azure.com/mode': modeOf(pool) };
  const former = (before?.taints ?? []).map(taintOf);
  const kept = (node.spec.taints ?? []).filter((taint) => !former.some((one) => sameTaint(one, taint)));
  const added = (pool.taints ?? []).map(taintOf).filter((one) => !kept.some((taint) => sameTaint(one, taint)));
  const { taints: _, ...spec } = node.spec;
  const taints = [...added, ...kept];
  const next = {
    ...node,
    metadata: { ...node.metadata, labels },
    spec: { ...spec, ...(taints.length > 0 && { taints }) },
  };
  if (!sameJson([next.metadata.labels, next.spec], [node.metadata.labels, node.spec])) cluster.store.put(nodes, next);
}

const sameTaint = (one: Taint, other: Taint) => one.key === other.key && one.effect === other.effect;
