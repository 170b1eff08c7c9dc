import { type Static, Type } from 'typebox';
import { isObject } from '../../model/json.ts';
import type { ResolvedOrder } from '../../model/order.ts';
import type { FieldError } from '../../model/problem.ts';
import type { ChartRelease } from '../../ports.ts';
import type { Draft } from '../rules/draft.ts';
import { checkBlocks, fewestNodes } from './blocks.ts';
import { keepsTolerations, lintValues, type ValueRule } from './lint.ts';
import type { CniPlugin, CniSources } from './plugin.ts';
import { blockSize, chartFields } from './schema.ts';
import { chartOf, hostOf, pinsOf, pullSecretName } from './sources.ts';
import { mergeValues } from './values.ts';

const plugin = 'cilium';
const defaultVersion = '1.20.2';
const namespace = 'kube-system';
const defaultMask = 24;
const source = {
  name: 'cilium',
  repository: 'https://helm.cilium.io',
  pins: { '1.20.2': 'sha256:b2afd87b7f75f875f92a14559f14f59b7babbb479d968e3fd625a20bf30ec20e' },
};

const schema = Type.Object(
  {
    plugin: Type.Literal(plugin),
    ...chartFields(defaultVersion, '^1\\.\\d{1,3}\\.\\d{1,3}$'),
    tunnelProtocol: Type.Optional(Type.Enum(['vxlan', 'geneve'], { description: 'Default vxlan.' })),
    encryption: Type.Optional(
      Type.Enum(['none', 'wireguard'], { description: 'Of the traffic between nodes. Default none.' }),
    ),
    hubble: Type.Optional(
      Type.Boolean({ description: 'Hubble with its relay, or no Hubble. Left out: as the chart.' }),
    ),
    clusterPoolIPv4MaskSize: blockSize(defaultMask, 20, 28),
  },
  { additionalProperties: false },
);
type CiliumOrder = Static<typeof schema>;

/**
 * Cilium as its own guide installs it on AKS with bring-your-own CNI: `aksbyocni.enabled`, a tunnel, its own cluster
 * pool. Its operator makes the custom resource definitions, at upgrades too.
 */
export function cilium(sources: CniSources): CniPlugin {
  const { imageRegistry } = sources;
  return {
    plugin,
    title: 'Cilium',
    description: "Cilium with its own IPAM (cluster pool) in a tunnel. Pod addresses come from the order's podCidr.",
    defaultVersion,
    pins: pinsOf(sources, source),
    schema,
    check,
    release: (order) => release(order, sources),
    readiness: () => ({
      daemonSets: [{ namespace, name: 'cilium' }],
      deployments: [{ namespace, name: 'cilium-operator' }],
    }),
    // Cilium tests four versions with each release, and leaves the rest to the compatibility of Kubernetes.
    kubernetes: (version) => (minorOf(version) >= 18 ? '>=1.30' : '>=1.26'),
    imageRegistries: () => [imageRegistry ? hostOf(imageRegistry) : 'quay.io'],
  };
}

function release({ cni, network, nodePools }: ResolvedOrder, sources: CniSources): ChartRelease {
  const { tunnelProtocol, encryption, hubble, clusterPoolIPv4MaskSize } = cni as CiliumOrder;
  const values = {
    aksbyocni: { enabled: true },
    ipam: {
      mode: 'cluster-pool',
      // Cilium's own pool is 10.0.0.0/8, which swallows the service range of AKS.
      operator: {
        clusterPoolIPv4PodCIDRList: [network.podCidr],
        clusterPoolIPv4MaskSize: clusterPoolIPv4MaskSize ?? defaultMask,
      },
    },
    routingMode: 'tunnel',
    tunnelProtocol: tunnelProtocol ?? 'vxlan',
    // Two replicas exclude each other from a node: on a single one the second would be Pending for ever.
    operator: { replicas: fewestNodes(nodePools) < 2 ? 1 : 2 },
    ...(encryption === 'wireguard' ? { encryption: { enabled: true, type: 'wireguard' } } : {}),
    ...(hubble === undefined ? {} : { hubble: { enabled: hubble, relay: { enabled: hubble } } }),
  };
  const ours = mergeValues(values, imageValues(sources));
  return {
    release: 'cilium',
    namespace,
    chart: chartOf(sources, plugin, source, { version: cni.version ?? defaultVersion, ...cni }),
    values: mergeValues(ours, cni.values ?? {}),
    ...(sources.pullSecret ? { pullSecret: pullSecretName } : {}),
  };
}

/** The images of the chart, one path each, at a mirror. */
function imageValues({ imageRegistry, pullSecret }: CniSources): Record<string, unknown> {
  const at = (path: string) => ({ image: { repository: `${imageRegistry}/cilium/${path}` } });
  return {
    ...(imageRegistry
      ? {
          ...at('cilium'),
          operator: at('operator'),
          envoy: at('cilium-envoy'),
          certgen: at('certgen'),
          hubble: { relay: at('hubble-relay') },
        }
      : {}),
    ...(pullSecret ? { imagePullSecrets: [{ name: pullSecretName }] } : {}),
  };
}

const fabric = 'Azure’s fabric carries no foreign pod addresses: only a tunnel works on such clusters.';
const rules: ValueRule[] = [
  { path: 'aksbyocni/enabled', allowed: [true], why: 'This is what makes Cilium fit such a cluster.' },
  {
    path: 'ipam/mode',
    allowed: ['cluster-pool', 'multi-pool'],
    why: 'Cilium has to hand out addresses itself: AKS assigns no spec.podCIDR on such clusters, and Azure IPAM does not work on them.',
  },
  {
    path: 'ipam/operator/clusterPoolIPv4PodCIDRList',
    why: 'The pod range is taken from network.podCidr; leave it out.',
  },
  {
    path: 'ipam/operator/clusterPoolIPv4MaskSize',
    why: 'Say it as cni.clusterPoolIPv4MaskSize, which is checked against the pod range.',
  },
  { path: 'azure/enabled', allowed: [false], why: 'Azure IPAM does not work on clusters with networkPlugin none.' },
  { path: 'routingMode', allowed: ['tunnel'], why: fabric },
  { path: 'tunnel', allowed: ['vxlan', 'geneve'], why: fabric },
  { path: 'autoDirectNodeRoutes', allowed: [false], why: fabric },
  { path: 'tunnelProtocol', allowed: ['vxlan', 'geneve'], why: 'Cilium knows vxlan and geneve.' },
  { path: 'ipv4/enabled', allowed: [true], why: 'Clusters with networkPlugin none are IPv4.' },
  { path: 'ipv6/enabled', allowed: [false], why: 'AKS offers no IPv6 with networkPlugin none.' },
  { path: 'agent', allowed: [true], why: 'Without its agent Cilium is no CNI.' },
  { path: 'cni/install', allowed: [true], why: 'Nodes turn Ready because of this configuration.' },
  { path: 'cni/chainingMode', allowed: ['none'], why: 'There is no other CNI on such a cluster to chain to.' },
  { path: 'operator/enabled', allowed: [true], why: 'The operator hands each node its block of addresses.' },
  {
    path: 'operator/hostNetwork',
    allowed: [true],
    why: 'The operator starts before there is any pod network: it needs that of its node.',
  },
  keepsTolerations('tolerations', 'The agent'),
  keepsTolerations('operator/tolerations', 'The operator'),
];

/** Values that cannot work here, and a pod range without a block for each node. */
function check(draft: Draft): FieldError[] {
  const { values = {}, clusterPoolIPv4MaskSize } = (draft.cni ?? {}) as Partial<CiliumOrder>;
  const errors = lintValues(values, rules);
  const proxy = values['kubeProxyReplacement'];
  if ((proxy === true || proxy === 'true' || proxy === 'strict') && !values['k8sServiceHost']) {
    errors.push({
      pointer: '/cni/values/kubeProxyReplacement',
      code: 'conflicting-value',
      detail:
        'Without k8sServiceHost and k8sServicePort (443) the agents look for the API server at an address that only they would serve, and hang.',
    });
  }
  const operator = values['operator'];
  if (isObject(operator) && Number(operator['replicas'] ?? 1) > 1 && fewestNodes(draft.nodePools) < 2) {
    errors.push({
      pointer: '/cni/values/operator/replicas',
      code: 'conflicting-value',
      detail: 'Operators exclude each other from a node: on a single one the second would be Pending for ever.',
    });
  }
  const size = clusterPoolIPv4MaskSize ?? defaultMask;
  return [
    ...errors,
    ...checkBlocks(draft, { by: 'Cilium', size, pointer: '/cni/clusterPoolIPv4MaskSize', single: true }),
  ];
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
