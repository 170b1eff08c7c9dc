import { inSubnet, judge, pool } from './judge.ts';

judge('names, ranges and CNI', [
  ['a plain order has no fault', {}, []],
  ['a pod range on a forbidden one', { network: { podCidr: '172.30.0.0/20' } }, ['network-conflict /network/podCidr']],
  [
    'a pod range that contains two forbidden ones',
    { network: { podCidr: '172.16.0.0/12' } },
    ['network-conflict /network/podCidr', 'network-conflict /network/podCidr'],
  ],
  [
    'a service range inside a forbidden one',
    { network: { serviceCidr: '192.0.2.0/26', dnsServiceIP: '192.0.2.10' } },
    ['network-conflict /network/serviceCidr'],
  ],
  [
    'pod and service ranges that overlap name both',
    { network: { podCidr: '10.0.0.0/16' } },
    ['network-conflict /network/podCidr', 'network-conflict /network/serviceCidr'],
  ],
  ['a service range of /12', { network: { serviceCidr: '10.0.0.0/12' } }, ['network-conflict /network/serviceCidr']],
  ['a DNS address outside', { network: { dnsServiceIP: '10.1.0.10' } }, ['network-conflict /network/dnsServiceIP']],
  [
    'a DNS address that is the first',
    { network: { dnsServiceIP: '10.0.0.1' } },
    ['network-conflict /network/dnsServiceIP'],
  ],
  ['a DNS address that is none', { network: { dnsServiceIP: 'ten' } }, ['invalid-address /network/dnsServiceIP']],
  ['host bits', { network: { podCidr: '10.244.0.1/16' } }, ['invalid-cidr /network/podCidr']],
  [
    'a pod range too small for Cilium and the nodes',
    { network: { podCidr: '10.244.0.0/23' }, nodePools: [pool] },
    ['network-conflict /network/podCidr'],
  ],
  [
    'a pod range too small for Cilium and the three nodes of the default',
    { network: { podCidr: '10.244.0.0/23' } },
    ['network-conflict /network/podCidr'],
  ],
  ['a loopback pod range', { network: { podCidr: '127.0.0.0/8' } }, ['network-conflict /network/podCidr']],
  [
    'a multicast service range',
    { network: { serviceCidr: '224.0.0.0/16' } },
    ['network-conflict /network/serviceCidr'],
  ],
  ['a pod range on the nodes’ own', { network: { podCidr: '10.224.0.0/16' } }, ['network-conflict /network/podCidr']],
  [
    'the same range when the nodes are in a subnet of one’s own',
    { ...inSubnet, network: { podCidr: '10.224.0.0/16' } },
    [],
  ],
  [
    'an IPAM that waits for what AKS does not give',
    { cni: { plugin: 'cilium', values: { ipam: { mode: 'kubernetes' }, aksbyocni: { enabled: false } } } },
    ['conflicting-value /cni/values/aksbyocni/enabled', 'conflicting-value /cni/values/ipam/mode'],
  ],
  ['a tag of ours', { tags: { 'Slipway-Cluster': 'mine' } }, ['reserved-tag /tags/Slipway-Cluster']],
  ['metadata of more than 8 KiB', { metadata: { a: 'x'.repeat(8_192) } }, ['too-large /metadata']],
  [
    'names that are too long together',
    { name: 'n'.repeat(60), resourceGroup: 'g'.repeat(30) },
    ['name-too-long /name'],
  ],
  [
    'names that are too long together, with a group of one’s own naming',
    { name: 'n'.repeat(60), resourceGroup: 'g'.repeat(30), nodeResourceGroup: 'nodes' },
    [],
  ],
  [
    'a node group that is the cluster’s',
    { resourceGroup: 'RG', nodeResourceGroup: 'rg' },
    ['name-taken /nodeResourceGroup'],
  ],
  ['flannel', { cni: { plugin: 'flannel' } }, ['cni-refused /cni/plugin']],
  ['kube-router', { cni: { plugin: 'kube-router' } }, ['cni-refused /cni/plugin']],
  ['weave', { cni: { plugin: 'weave' } }, ['cni-refused /cni/plugin']],
  [
    'a pod range said twice',
    { cni: { plugin: 'cilium', values: { ipam: { operator: { clusterPoolIPv4PodCIDRList: ['10.9.0.0/16'] } } } } },
    ['conflicting-value /cni/values/ipam/operator/clusterPoolIPv4PodCIDRList'],
  ],
]);
