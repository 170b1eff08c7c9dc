import { text } from '../json.ts';
import type { CatalogueEntry } from './entry.ts';

const CNI = 'docs.cilium.io/en/stable/operations/troubleshooting';
const DNS = 'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/dns/basic-troubleshooting-dns-resolution-problems';
const NODES =
  'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/availability-performance/node-not-ready-basic-troubleshooting';

/** Faults of the cluster's inside: its nodes, its pods, its network. */
export const insides = {
  'nodes-short': {
    what: 'one node fewer than ordered registers in the first pool (`params.missing`)',
    source: NODES,
    course: 'inside',
  },
  'nodes-never-ready': {
    what: 'no node turns Ready, whatever CNI is installed',
    source: NODES,
    course: 'inside',
    inside: () => ({ nodesNeverReady: true }),
  },
  'nodes-flap': {
    what: 'nodes are Ready for half a minute and NotReady for as long (`PLEG is not healthy`), over and over',
    source: 'kubernetes/kubernetes#45419',
    course: 'inside',
    inside: () => ({ nodesFlap: true }),
  },
  'nodes-of-another-version': {
    what: 'the nodes run another Kubernetes than was ordered (`params.version`, 1.33.7)',
    source: 'learn.microsoft.com/azure/aks/supported-kubernetes-versions',
    course: 'inside',
    inside: (params) => ({ kubeletVersion: text(params['version']) ?? '1.33.7' }),
  },
  'taint-stays': {
    what: 'nodes turn Ready and keep the taint `node.kubernetes.io/not-ready`',
    source: 'docs.cilium.io/en/stable/installation/taints',
    course: 'inside',
    inside: () => ({ taintStays: true }),
  },
  'cni-crashes': {
    what: 'the pods whose name begins with `params.pods` (`cilium`) start and crash, again and again (`CrashLoopBackOff`)',
    source: CNI,
    course: 'inside',
    inside: (params) => ({ crashing: text(params['pods']) ?? 'cilium' }),
  },
  'pod-network-broken': {
    what: 'pods run and cannot reach each other',
    source: CNI,
    course: 'inside',
    inside: () => ({ podNetworkBroken: true }),
  },
  'cross-node-broken': {
    what: 'pods reach each other on their own node only',
    source: CNI,
    course: 'inside',
    inside: () => ({ crossNodeBroken: true }),
  },
  'service-network-broken': {
    what: 'no Service is reached by its ClusterIP',
    source: CNI,
    course: 'inside',
    inside: () => ({ serviceNetworkBroken: true }),
  },
  'flaky-pod-network': {
    what: 'the first pods that use the network fail (`params.pods`, 2)',
    source: CNI,
    course: 'inside',
    inside: (params) => ({ podsUnheard: Number(params['pods'] ?? 2) }),
  },
  'dns-broken': {
    what: 'CoreDNS is Available and answers nobody',
    source: DNS,
    course: 'inside',
    inside: () => ({ dnsBroken: true }),
  },
  'coredns-never-ready': {
    what: 'the pods of CoreDNS run and are never Ready',
    source: DNS,
    course: 'inside',
    inside: () => ({ dnsNeverReady: true }),
  },
  'coredns-slow': {
    what: 'the pods of CoreDNS take five minutes to be Ready (`params.minutes`)',
    source: DNS,
    course: 'inside',
    inside: (params) => ({ dnsStartMs: Number(params['minutes'] ?? 5) * 60_000 }),
  },
  'image-pull-fails': {
    what: 'images whose name contains `params.image` (`busybox`) cannot be pulled',
    source:
      'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/extensions/cannot-pull-image-from-acr-to-aks-cluster',
    course: 'inside',
    inside: (params) => ({ missingImage: text(params['image']) ?? 'busybox' }),
  },
  'image-registry-down': {
    what: 'no image can be pulled',
    source: 'learn.microsoft.com/azure/aks/outbound-rules-control-egress',
    course: 'inside',
    inside: () => ({ missingImage: '' }),
  },
  'api-server-down': {
    what: 'the API server answers 503',
    source:
      'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/availability-performance/troubleshoot-apiserver-etcd',
    course: 'inside',
    inside: () => ({ apiServerDown: true }),
  },
} satisfies Record<string, CatalogueEntry>;
