import { identity, inSubnet, judge, net, pool, subnet } from './judge.ts';

const ips = [`${net}/Microsoft.Network/publicIPAddresses/a`];

judge('pools, subnets and the way out', [
  ['no System pool', { nodePools: [{ ...pool, mode: 'User' }] }, ['no-system-pool /nodePools']],
  ['two pools of one name', { nodePools: [pool, pool] }, ['duplicate-name /nodePools/1/name']],
  ['room for too few pods', { nodePools: [{ ...pool, count: 2, maxPods: 10 }] }, ['too-few-pods /nodePools/0/maxPods']],
  [
    'one pool in a subnet and one without',
    {
      identity,
      nodePools: [
        { ...pool, vnetSubnetId: subnet },
        { ...pool, name: 'b' },
      ],
    },
    ['mixed-subnets /nodePools'],
  ],
  [
    'a way out that needs a subnet',
    { network: { outboundType: 'userDefinedRouting' } },
    ['outbound-needs-subnet /network/outboundType'],
  ],
  [
    'a way out that cannot have one',
    { ...inSubnet, network: { outboundType: 'managedNATGateway' } },
    ['outbound-needs-managed-network /network/outboundType'],
  ],
  ['half an autoscaler', { nodePools: [{ ...pool, minCount: 2 }] }, ['required /nodePools/0/maxCount']],
  ['the other half', { nodePools: [{ ...pool, maxCount: 5 }] }, ['required /nodePools/0/minCount']],
  [
    'a minimum above the maximum',
    { nodePools: [{ name: 'np', mode: 'System', minCount: 5, maxCount: 3 }] },
    ['out-of-range /nodePools/0/maxCount'],
  ],
  [
    'a count below the minimum',
    { nodePools: [{ ...pool, minCount: 4, maxCount: 6 }] },
    ['out-of-range /nodePools/0/count'],
  ],
  [
    'a count above the maximum',
    { nodePools: [{ ...pool, minCount: 1, maxCount: 2 }] },
    ['out-of-range /nodePools/0/count'],
  ],
  [
    'a System pool scaled to nothing',
    { nodePools: [{ ...pool, minCount: 0, maxCount: 5 }] },
    ['out-of-range /nodePools/0/minCount'],
  ],
  [
    'a User pool scaled to nothing',
    { nodePools: [pool, { name: 'b', mode: 'User', minCount: 0, maxCount: 5, maxPods: 10 }] },
    [],
  ],
  [
    'room for too few pods at the autoscaler’s smallest',
    { nodePools: [{ ...pool, minCount: 1, maxCount: 5, maxPods: 20 }] },
    ['too-few-pods /nodePools/0/maxPods'],
  ],
  [
    'a zone named twice',
    { nodePools: [{ ...pool, availabilityZones: ['1', '2', '1'] }] },
    ['duplicate /nodePools/0/availabilityZones/2'],
  ],
  [
    'a label of AKS’s own',
    { nodePools: [{ ...pool, nodeLabels: { 'kubernetes.azure.com/x': 'y', 'example.com/x': 'y' } }] },
    ['reserved-label /nodePools/0/nodeLabels/kubernetes.azure.com~1x'],
  ],
  [
    'a taint that AKS keeps off System pools',
    { nodePools: [{ ...pool, nodeTaints: ['dedicated=db:NoSchedule', 'a=b:NoExecute'] }] },
    ['restricted-taint /nodePools/0/nodeTaints/0', 'restricted-taint /nodePools/0/nodeTaints/1'],
  ],
  [
    'taints that a System pool may have',
    { nodePools: [{ ...pool, nodeTaints: ['CriticalAddonsOnly=true:NoSchedule', 'a=b:PreferNoSchedule'] }] },
    [],
  ],
  [
    'the same taint on a User pool',
    { nodePools: [pool, { ...pool, name: 'b', mode: 'User', nodeTaints: ['dedicated=db:NoSchedule'] }] },
    [],
  ],
  [
    'a taint of AKS’s own',
    { nodePools: [{ ...pool, nodeTaints: ['kubernetes.azure.com/x=y:PreferNoSchedule'] }] },
    ['reserved-taint /nodePools/0/nodeTaints/0'],
  ],
  [
    'a subnet of one’s own without an identity of one’s own',
    { nodePools: inSubnet.nodePools },
    ['user-assigned-required /identity'],
  ],
  [
    'pools in two networks',
    {
      identity,
      nodePools: [...inSubnet.nodePools, { ...pool, name: 'b', vnetSubnetId: subnet.replace('vnet/', 'other/') }],
    },
    ['other-network /nodePools/1/vnetSubnetId'],
  ],
  [
    'pools in two subnets of one network, in other letters',
    {
      identity,
      nodePools: [
        ...inSubnet.nodePools,
        { ...pool, name: 'b', vnetSubnetId: subnet.replace('vnet/subnets/nodes', 'VNET/subnets/more') },
      ],
    },
    [],
  ],
  [
    'settings of a NAT gateway that there is not',
    { network: { natGateway: {} } },
    ['outbound-mismatch /network/natGateway'],
  ],
  [
    'settings of a load balancer that is not the way out',
    { network: { outboundType: 'managedNATGateway', loadBalancer: {} } },
    ['outbound-mismatch /network/loadBalancer'],
  ],
  [
    'two kinds of addresses',
    { network: { loadBalancer: { managedOutboundIPCount: 2, outboundIPs: ips } } },
    ['exclusive /network/loadBalancer/managedOutboundIPCount', 'exclusive /network/loadBalancer/outboundIPs'],
  ],
]);
