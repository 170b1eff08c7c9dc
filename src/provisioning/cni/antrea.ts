import { type Static, Type } from 'typebox';
import type { ResolvedOrder } from '../../model/order.ts';
import type { FieldError } from '../../model/problem.ts';
import type { ChartRelease } from '../../ports.ts';
import type { Draft } from '../rules/draft.ts';
import { checkBlocks } from './blocks.ts';
import { keepsTolerations, lintValues, type ValueRule } from './lint.ts';
import type { CniPlugin, CniSources } from './plugin.ts';
import { blockSize, chartFields } from './schema.ts';
import { chartOf, hostOf, pinsOf } from './sources.ts';
import { mergeValues } from './values.ts';

const plugin = 'antrea';
const defaultVersion = '2.7.0';
const namespace = 'kube-system';
const defaultMask = 24;
const source = { name: 'antrea', repository: 'https://charts.antrea.io', pins: {} };

const schema = Type.Object(
  {
    plugin: Type.Literal(plugin),
    ...chartFields(defaultVersion, '^2\\.\\d{1,3}\\.\\d{1,3}$'),
    tunnelType: Type.Optional(Type.Enum(['geneve', 'vxlan'], { description: 'Default geneve.' })),
    trafficEncryptionMode: Type.Optional(
      Type.Enum(['none', 'wireGuard'], { description: 'Of the traffic between nodes. Default none.' }),
    ),
    nodePortLocal: Type.Optional(
      Type.Boolean({ description: 'Reach pods from outside by ports of their node. Default false.' }),
    ),
    nodeCIDRMaskSizeIPv4: blockSize(defaultMask, 20, 28),
  },
  { additionalProperties: false },
);
type AntreaOrder = Static<typeof schema>;

/** Antrea in encap mode. Its controller assigns the nodes' pod ranges itself: the one thing special about AKS. */
export function antrea(sources: CniSources): CniPlugin {
  const { imageRegistry } = sources;
  return {
    plugin,
    title: 'Antrea',
    description: "Antrea in encap mode with its own node IPAM. Pod addresses come from the order's podCidr.",
    defaultVersion,
    pins: pinsOf(sources, source),
    schema,
    check,
    release: (order) => release(order, sources),
    readiness: () => ({
      daemonSets: [{ namespace, name: 'antrea-agent' }],
      deployments: [{ namespace, name: 'antrea-controller' }],
    }),
    kubernetes: () => '>=1.23',
    imageRegistries: () => [imageRegistry ? hostOf(imageRegistry) : 'docker.io'],
  };
}

function release({ cni, network }: ResolvedOrder, sources: CniSources): ChartRelease {
  const { tunnelType, trafficEncryptionMode, nodePortLocal, nodeCIDRMaskSizeIPv4, values = {} } = cni as AntreaOrder;
  const { imageRegistry } = sources;
  const ours = {
    trafficEncapMode: 'encap',
    tunnelType: tunnelType ?? 'geneve',
    trafficEncryptionMode: trafficEncryptionMode ?? 'none',
    nodeIPAM: {
      enable: true,
      clusterCIDRs: [network.podCidr],
      serviceCIDR: network.serviceCidr,
      nodeCIDRMaskSizeIPv4: nodeCIDRMaskSizeIPv4 ?? defaultMask,
    },
    nodePortLocal: { enable: nodePortLocal ?? false },
    // By its own tolerations the controller waits for a Ready node, while agents wait for the ranges it assigns.
    controller: {
      tolerations: [
        { key: 'CriticalAddonsOnly', operator: 'Exists' },
        { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoSchedule' },
      ],
    },
    ...(imageRegistry
      ? {
          agentImage: { repository: `${imageRegistry}/antrea/antrea-agent-ubuntu` },
          controllerImage: { repository: `${imageRegistry}/antrea/antrea-controller-ubuntu` },
        }
      : {}),
  };
  return {
    release: 'antrea',
    namespace,
    chart: chartOf(sources, plugin, source, { version: cni.version ?? defaultVersion, ...cni }),
    values: mergeValues(ours, values),
    definitions: 'own',
  };
}

const rules: ValueRule[] = [
  {
    path: 'trafficEncapMode',
    allowed: ['encap'],
    why: 'Azure’s fabric carries no foreign pod addresses (noEncap, hybrid), and there is no other CNI to add policies to (networkPolicyOnly).',
  },
  { path: 'tunnelType', allowed: ['geneve', 'vxlan'], why: 'Azure’s fabric drops GRE; STT is no more.' },
  {
    path: 'nodeIPAM/enable',
    allowed: [true],
    why: 'AKS assigns no spec.podCIDR on such clusters: the controller has to, or no agent starts.',
  },
  { path: 'nodeIPAM/clusterCIDRs', why: 'The pod range is taken from network.podCidr; leave it out.' },
  { path: 'nodeIPAM/serviceCIDR', why: 'The service range is taken from network.serviceCidr; leave it out.' },
  {
    path: 'nodeIPAM/nodeCIDRMaskSizeIPv4',
    why: 'Say it as cni.nodeCIDRMaskSizeIPv4, which is checked against the pod range.',
  },
  {
    path: 'featureGates/NodeIPAM',
    allowed: [true],
    why: 'AKS assigns no spec.podCIDR on such clusters: the controller has to, or no agent starts.',
  },
  {
    path: 'enableBridgingMode',
    allowed: [false],
    why: 'Bridging puts pod addresses on Azure’s fabric, which drops them.',
  },
  keepsTolerations('agent/tolerations', 'The agent'),
  keepsTolerations('controller/tolerations', 'The controller, for whose ranges the agents wait,'),
];

/** Values that cannot work here, and a pod range without a block for each node. */
function check(draft: Draft): FieldError[] {
  const { values = {}, nodeCIDRMaskSizeIPv4: size = defaultMask } = (draft.cni ?? {}) as Partial<AntreaOrder>;
  return [
    ...lintValues(values, rules),
    ...checkBlocks(draft, { by: 'Antrea', size, pointer: '/cni/nodeCIDRMaskSizeIPv4', single: true }),
  ];
}
