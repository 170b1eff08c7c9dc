import type { Fields } from '../types/object.ts';

/** One workload that AKS puts into kube-system, in short. */
interface SystemWorkload {
  kind: 'Deployment' | 'DaemonSet';
  name: string;
  labels: Record<string, string>;
  replicas?: number;
  hostNetwork: boolean;
  priority: 'system-cluster-critical' | 'system-node-critical';
  containers: Fields[];
}

const image = (name: string) => `mcr.microsoft.com/oss/v2/${name}`;
const requests = (cpu: string, memory: string) => ({ requests: { cpu, memory } });

const workloads: SystemWorkload[] = [
  {
    kind: 'Deployment',
    name: 'coredns',
    labels: { 'k8s-app': 'kube-dns', 'kubernetes.azure.com/managedby': 'aks' },
    replicas: 2,
    hostNetwork: false,
    priority: 'system-node-critical',
    containers: [
      {
        name: 'coredns',
        image: image('kubernetes/coredns:v1.12.1-14'),
        resources: requests('100m', '70Mi'),
        ports: [
          { name: 'dns', containerPort: 53, protocol: 'UDP' },
          { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
          { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
        ],
      },
    ],
  },
  {
    kind: 'Deployment',
    name: 'coredns-autoscaler',
    labels: { 'k8s-app': 'coredns-autoscaler' },
    replicas: 1,
    hostNetwork: false,
    priority: 'system-node-critical',
    containers: [
      {
        name: 'autoscaler',
        image: image('kubernetes/autoscaler/cluster-proportional-autoscaler:v1.9.0-4'),
        resources: requests('20m', '10Mi'),
      },
    ],
  },
  {
    kind: 'Deployment',
    name: 'konnectivity-agent',
    labels: { app: 'konnectivity-agent' },
    replicas: 2,
    hostNetwork: false,
    priority: 'system-node-critical',
    containers: [
      {
        name: 'konnectivity-agent',
        image: image('kubernetes/apiserver-network-proxy/agent:v0.31.4-2'),
        resources: requests('20m', '20Mi'),
      },
    ],
  },
  {
    kind: 'Deployment',
    name: 'metrics-server',
    labels: { 'k8s-app': 'metrics-server' },
    replicas: 2,
    hostNetwork: false,
    priority: 'system-cluster-critical',
    containers: [
      {
        name: 'metrics-server',
        image: image('kubernetes/metrics-server:v0.8.0-4'),
        resources: requests('50m', '85Mi'),
        ports: [{ name: 'https', containerPort: 4443 }],
      },
    ],
  },
  {
    kind: 'DaemonSet',
    name: 'kube-proxy',
    labels: { component: 'kube-proxy', tier: 'node' },
    hostNetwork: true,
    priority: 'system-node-critical',
    containers: [
      { name: 'kube-proxy', image: image('kubernetes/kube-proxy:v1.35.2-1'), resources: requests('100m', '20Mi') },
    ],
  },
  {
    kind: 'DaemonSet',
    name: 'cloud-node-manager',
    labels: { 'k8s-app': 'cloud-node-manager' },
    hostNetwork: true,
    priority: 'system-node-critical',
    containers: [
      {
        name: 'cloud-node-manager',
        image: image('kubernetes/azure-cloud-node-manager:v1.35.0'),
        resources: requests('50m', '50Mi'),
      },
    ],
  },
  {
    kind: 'DaemonSet',
    name: 'csi-azuredisk-node',
    labels: { app: 'csi-azuredisk-node' },
    hostNetwork: true,
    priority: 'system-node-critical',
    containers: [
      { name: 'azuredisk', image: image('kubernetes-csi/azuredisk-csi:v1.33.6'), resources: requests('10m', '20Mi') },
    ],
  },
  {
    kind: 'DaemonSet',
    name: 'csi-azurefile-node',
    labels: { app: 'csi-azurefile-node' },
    hostNetwork: true,
    priority: 'system-node-critical',
    containers: [
      { name: 'azurefile', image: image('kubernetes-csi/azurefile-csi:v1.34.2'), resources: requests('10m', '20Mi') },
    ],
  },
];

// A node agent runs wherever there is a node; the others wait for one that is Ready.
const everywhere = [
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { operator: 'Exists', effect: 'NoExecute' },
  { operator: 'Exists', effect: 'NoSchedule' },
];
const onReadyNodes = [
  { key: 'CriticalAddonsOnly', operator: 'Exists' },
  { key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' },
];

function manifest({ kind, name, labels, replicas, hostNetwork, priority, containers }: SystemWorkload): Fields {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, labels: { ...labels, 'kubernetes.io/cluster-service': 'true' } },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers,
          ...(hostNetwork ? { hostNetwork } : {}),
          nodeSelector: { 'kubernetes.io/os': 'linux' },
          priorityClassName: priority,
          tolerations: kind === 'DaemonSet' ? everywhere : onReadyNodes,
        },
      },
    },
  };
}

/** The manifests of what runs in kube-system from the start. */
export const systemWorkloads: Fields[] = workloads.map(manifest);
