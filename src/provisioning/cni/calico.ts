import { type Static, Type } from 'typebox';
import { isObject } from '../../model/json.ts';
import type { CniOrder, ResolvedOrder } from '../../model/order.ts';
import type { FieldError } from '../../model/problem.ts';
import type { ChartRelease } from '../../ports.ts';
import type { Draft } from '../rules/draft.ts';
import { checkBlocks } from './blocks.ts';
import { keepsTolerations, lintValues, type ValueRule } from './lint.ts';
import type { CniPlugin, CniSources, Readiness } from './plugin.ts';
import { blockSize, chartFields } from './schema.ts';
import { chartOf, hostOf, pinsOf, pullSecretName } from './sources.ts';
import { mergeValues } from './values.ts';

const plugin = 'calico';
const defaultVersion = 'v3.32.1';
/** Where the operator is installed, and where it then installs Calico. */
const namespace = 'tigera-operator';
const system = 'calico-system';
const defaultBlock = 26;
const repository = 'https://docs.tigera.io/calico/charts';
const operator = {
  name: 'tigera-operator',
  repository,
  pins: { 'v3.32.1': 'sha256:563f75f29bdbb13dde13a1d51244b96f42b4fe0eef5be763fb55fa9756f31c93' },
};
const definitions = {
  name: 'crd.projectcalico.org.v1',
  repository,
  pins: { 'v3.32.1': 'sha256:0fa7fa4fc7df7942f6a2472d7ac52a26929b6864c9f3563034e2284c6fcce6f0' },
};

/** Which Kubernetes each minor release was tested on (Calico's system requirements). */
const tested: Record<number, string> = { 31: '>=1.32 <1.36', 32: '>=1.34 <1.37', 33: '>=1.35 <1.38' };

const schema = Type.Object(
  {
    plugin: Type.Literal(plugin),
    ...chartFields(defaultVersion, '^v3\\.\\d{1,3}\\.\\d{1,3}$'),
    linuxDataplane: Type.Optional(Type.Enum(['Iptables', 'Nftables'], { description: 'Default Iptables.' })),
    blockSize: blockSize(defaultBlock, 20, 30),
    natOutgoing: Type.Optional(
      Type.Boolean({ description: "Whether what leaves the cluster bears the node's address. Default true." }),
    ),
  },
  { additionalProperties: false },
);
type CalicoOrder = Static<typeof schema>;

/** Calico by the Tigera operator, as its guide for AKS has it: its own IPAM, VXLAN, no BGP. */
export function calico(sources: CniSources): CniPlugin {
  const { imageRegistry } = sources;
  return {
    plugin,
    title: 'Calico',
    description: "Calico by the Tigera operator: its own IPAM, VXLAN. Pod addresses come from the order's podCidr.",
    defaultVersion,
    pins: pinsOf(sources, operator),
    schema,
    check,
    release: (order) => release(order, sources),
    readiness,
    kubernetes: (version) => tested[minorOf(version)],
    imageRegistries: () => (imageRegistry ? [hostOf(imageRegistry)] : ['quay.io', 'docker.io']),
  };
}

/**
 * helm is done when the operator runs; Calico is there when the operator says so. After an upgrade it says so of the old
 * one, until it has come to the new: the Installation tells which it is.
 */
function readiness({ version = defaultVersion }: CniOrder): Readiness {
  const operated = { apiVersion: 'operator.tigera.io/v1' };
  return {
    daemonSets: [{ namespace: system, name: 'calico-node' }],
    deployments: [
      { namespace, name: 'tigera-operator' },
      { namespace: system, name: 'calico-typha' },
    ],
    statuses: [
      { ...operated, resource: 'tigerastatuses', name: 'calico', condition: 'Available' },
      { ...operated, resource: 'installations', name: 'default', field: { name: 'calicoVersion', value: version } },
    ],
  };
}

function release({ cni, network }: ResolvedOrder, sources: CniSources): ChartRelease {
  const { blockSize: size, natOutgoing = true, linuxDataplane, values = {} } = cni as CalicoOrder;
  const version = cni.version ?? defaultVersion;
  const ours = {
    installation: {
      enabled: true,
      kubernetesProvider: 'AKS',
      cni: { type: 'Calico', ipam: { type: 'Calico' } },
      calicoNetwork: {
        bgp: 'Disabled',
        linuxDataplane: linuxDataplane ?? 'Iptables',
        ipPools: [
          {
            cidr: network.podCidr,
            encapsulation: 'VXLAN',
            natOutgoing: natOutgoing ? 'Enabled' : 'Disabled',
            nodeSelector: 'all()',
            blockSize: size ?? defaultBlock,
          },
        ],
      },
    },
  };
  return {
    release: 'calico',
    namespace,
    chart: chartOf(sources, plugin, operator, { version, ...cni }),
    values: mergeValues(mergeValues(ours, imageValues(sources)), values),
    // Until 3.31 they are in the operator's chart; from then on in one of their own.
    definitions: minorOf(version) < 32 ? 'own' : chartOf(sources, plugin, definitions, { version }),
    ...(sources.pullSecret ? { pullSecret: pullSecretName } : {}),
  };
}

/** The operator's own image, and whence it installs the others; it takes the secret along to its other namespace. */
function imageValues({ imageRegistry, pullSecret }: CniSources): Record<string, unknown> {
  return {
    installation: {
      ...(imageRegistry ? { registry: `${imageRegistry}/` } : {}),
      ...(pullSecret ? { imagePullSecrets: [{ name: pullSecretName }] } : {}),
    },
    ...(imageRegistry ? { tigeraOperator: { registry: imageRegistry } } : {}),
  };
}

const network = 'installation/calicoNetwork';
const rules: ValueRule[] = [
  { path: 'installation/enabled', allowed: [true], why: 'Without it the operator installs no Calico.' },
  {
    path: 'installation/kubernetesProvider',
    allowed: ['AKS'],
    why: 'The operator adapts Calico to its provider; this is AKS.',
  },
  { path: 'installation/cni/type', allowed: ['Calico'], why: 'There is no other CNI on such a cluster to rely on.' },
  {
    path: 'installation/cni/ipam/type',
    allowed: ['Calico'],
    why: 'Calico has to hand out addresses itself: AKS assigns no spec.podCIDR on such clusters.',
  },
  {
    path: `${network}/bgp`,
    allowed: ['Disabled'],
    why: 'Azure’s fabric learns no routes by BGP, and carries no foreign pod addresses.',
  },
  {
    path: `${network}/ipPools`,
    why: 'The pool is made from network.podCidr, cni.blockSize and cni.natOutgoing, with VXLAN: Azure’s fabric carries neither IP-in-IP nor foreign pod addresses.',
  },
  {
    path: `${network}/linuxDataplane`,
    allowed: ['Iptables', 'Nftables'],
    why: 'BPF wants kube-proxy gone, which AKS offers in preview only; VPP is not supported on AKS.',
  },
  keepsTolerations('tolerations', 'The operator'),
  keepsTolerations('installation/calicoNodeDaemonSet/spec/template/spec/tolerations', 'calico-node'),
  keepsTolerations('installation/typhaDeployment/spec/template/spec/tolerations', 'Typha'),
];

/** Values that cannot work here, and a pod range without a block for each node. */
function check(draft: Draft): FieldError[] {
  const { values = {}, blockSize: size = defaultBlock } = (draft.cni ?? {}) as Partial<CalicoOrder>;
  const errors = lintValues(values, rules);
  const endpoint = values['kubernetesServiceEndpoint'];
  if (isObject(endpoint) && endpoint['host'] && `${endpoint['port'] ?? 6443}` !== '443') {
    errors.push({
      pointer: '/cni/values/kubernetesServiceEndpoint/port',
      code: 'conflicting-value',
      detail: 'API servers of AKS listen on 443; the default of the chart is 6443.',
    });
  }
  return [...errors, ...checkBlocks(draft, { by: 'Calico', size, pointer: '/cni/blockSize', single: false })];
}

function minorOf(version: string): number {
  return Number(version.split('.')[1] ?? 0);
}
