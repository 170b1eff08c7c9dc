import { freeAddress, rangeOf, toAddress, toNumber } from '../addresses.ts';
import type { Cluster } from '../cluster.ts';
import { fieldsOf, itemsOf } from '../json.ts';
import { configMaps, nodes, pods } from '../store/resources.ts';
import type { Pod } from '../types/pod.ts';

const fallbackPool = '10.244.0.0/16';
const perNode = 256;

// Where the CNI takes pod addresses from, as far as it says so: Cilium and Antrea in a ConfigMap, Calico in its own kind.
function poolOf(cluster: Cluster): string {
  const data = cluster.store
    .list(configMaps)
    .filter(({ metadata }) => metadata.name === 'cilium-config' || metadata.name === 'antrea-config')
    .map((map) => fieldsOf(map['data']));
  const [installation] = cluster.store.list({ key: 'installations.operator.tigera.io' });
  const network = fieldsOf(fieldsOf(installation?.['spec'])['calicoNetwork']);
  const stated = [
    ...data.map((each) => String(each['cluster-pool-ipv4-cidr'] ?? each['cluster-cidrs'] ?? '')),
    ...itemsOf(network['ipPools']).map((pool) => String(fieldsOf(pool)['cidr'])),
  ].map((text) => text.split(/[ ,]/)[0] ?? '');
  return stated.find((text) => /^[\d.]+\/\d+$/.test(text)) ?? fallbackPool;
}

/** The address that a pod gets on its node: the node's own, or one of the /24 that the CNI keeps for that node. */
export function podAddress(cluster: Cluster, pod: Pod): string | undefined {
  const node = cluster.store.get(nodes, undefined, pod.spec.nodeName ?? '');
  const nodeAddress = node?.status.addresses.find((address) => address.type === 'InternalIP')?.address;
  if (nodeAddress === undefined || pod.spec.hostNetwork === true) return nodeAddress;
  const pool = poolOf(cluster);
  const { first, size } = rangeOf(pool);
  // Nodes are numbered by their addresses, so that two never share a /24.
  const block = (toNumber(nodeAddress) - rangeOf(cluster.spec.nodeCidr).first - 4) * perNode;
  const base = `${toAddress(first + (Math.max(0, block) % size))}/24`;
  const taken = new Set(cluster.store.list(pods).map((other) => other.status.podIP ?? ''));
  return freeAddress(size < perNode ? pool : base, 10, taken);
}
