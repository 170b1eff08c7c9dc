import { Type } from 'typebox';
import { parseCidr } from '../../model/cidr.ts';
import type { ResolvedOrder } from '../../model/order.ts';
import type { FieldError } from '../../model/problem.ts';
import type { ChartRelease } from '../../ports.ts';
import { defaultCount, defaultNetwork, defaultPools } from '../defaults.ts';
import type { Draft } from '../rules/draft.ts';
import type { CniPlugin } from './plugin.ts';
import { isMap, mergeValues } from './values.ts';

const defaultVersion = '1.20.2';
const namespace = 'kube-system';
/** The block that Cilium hands to each node. */
const maskSize = 24;

/**
 * Cilium as its own guide installs it on AKS with bring-your-own CNI: `aksbyocni.enabled`, VXLAN, its own cluster pool.
 * @param repository where the chart comes from; a mirror or the sandbox in place of helm.cilium.io
 */
export function cilium(repository: string): CniPlugin {
  return {
    plugin: 'cilium',
    title: 'Cilium',
    description: "Cilium with its own IPAM (cluster pool) and VXLAN. Pod addresses come from the order's podCidr.",
    defaultVersion,
    schema: Type.Object(
      {
        plugin: Type.Literal('cilium'),
        version: Type.Optional(
          Type.String({
            pattern: '^1\\.\\d{1,3}\\.\\d{1,3}$',
            description: `Chart version. Default ${defaultVersion}.`,
          }),
        ),
        values: Type.Optional(
          Type.Record(Type.String(), Type.Unknown(), { description: "Helm values, merged over Slipway's." }),
        ),
      },
      { additionalProperties: false },
    ),
    check,
    release: (order) => release(order, repository),
    readiness: () => ({
      daemonSets: [{ namespace, name: 'cilium' }],
      deployments: [{ namespace, name: 'cilium-operator' }],
    }),
    imageRegistries: () => ['quay.io'],
  };
}

function release({ cni, network, nodePools }: ResolvedOrder, repository: string): ChartRelease {
  const nodes = nodePools.reduce((sum, pool) => sum + pool.count, 0);
  const values = {
    aksbyocni: { enabled: true },
    ipam: {
      mode: 'cluster-pool',
      // Cilium's own pool is 10.0.0.0/8, which swallows the service range of AKS.
      operator: { clusterPoolIPv4PodCIDRList: [network.podCidr], clusterPoolIPv4MaskSize: maskSize },
    },
    routingMode: 'tunnel',
    tunnelProtocol: 'vxlan',
    // Two replicas exclude each other from a node: on a single one the second would be Pending for ever.
    operator: { replicas: nodes < 2 ? 1 : 2 },
  };
  return {
    release: 'cilium',
    namespace,
    chart: { repository, name: 'cilium', version: cni.version ?? defaultVersion },
    values: mergeValues(values, cni.values ?? {}),
  };
}

/** Values that cannot work here, and a pod range without a block for each node. */
function check({ cni, network, nodePools = defaultPools }: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (path: string, detail: string) =>
    errors.push({ pointer: `/cni/values/${path}`, code: 'conflicting-value', detail });
  const aks = cni?.values?.['aksbyocni'];
  if (isMap(aks) && aks['enabled'] === false)
    refuse('aksbyocni/enabled', 'This is what makes Cilium fit such a cluster.');
  const ipam = cni?.values?.['ipam'];
  const mode = isMap(ipam) ? ipam['mode'] : undefined;
  if (mode !== undefined && mode !== 'cluster-pool' && mode !== 'multi-pool') {
    refuse('ipam/mode', 'Cilium has to hand out addresses itself: AKS assigns no spec.podCIDR on such clusters.');
  }
  const operator = isMap(ipam) && isMap(ipam['operator']) ? ipam['operator'] : {};
  if ('clusterPoolIPv4PodCIDRList' in operator) {
    refuse('ipam/operator/clusterPoolIPv4PodCIDRList', 'The pod range is taken from network.podCidr; leave it out.');
  }
  const block = Number(operator['clusterPoolIPv4MaskSize'] ?? maskSize);
  const pods = parseCidr(network?.podCidr ?? defaultNetwork.podCidr);
  const nodes = nodePools.reduce((sum, pool) => sum + (pool.count ?? pool.minCount ?? defaultCount), 0);
  if (typeof pods !== 'string' && nodes * 2 ** (32 - block) > pods.last - pods.first + 1) {
    errors.push({
      pointer: '/network/podCidr',
      code: 'network-conflict',
      detail: `${pods.text} is too small: Cilium gives each of ${nodes} nodes a /${block}.`,
    });
  }
  return errors;
}
