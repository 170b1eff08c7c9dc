import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Value } from 'typebox/value';
import { cniCatalogue } from '../../../src/provisioning/cni/index.ts';
import { orderSchema } from '../../../src/provisioning/order-schema.ts';
import type { Draft } from '../../../src/provisioning/rules/draft.ts';
import { checkOrder } from '../../../src/provisioning/rules/index.ts';
import { firstOrder } from '../../fakes/world.ts';

const catalogue = cniCatalogue();
const faults = (draft: Draft) =>
  checkOrder(catalogue, { ...firstOrder, ...draft } as Draft).map(({ pointer, code }) => `${code} ${pointer}`);
const pool = { name: 'np', mode: 'System', count: 3 } as const;
const subnet = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes';

const cases: [title: string, draft: Draft, expected: string[]][] = [
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
    { network: { podCidr: '10.224.0.0/16' }, nodePools: [{ ...pool, vnetSubnetId: subnet }] },
    [],
  ],
  [
    'an IPAM that waits for what AKS does not give',
    { cni: { plugin: 'cilium', values: { ipam: { mode: 'kubernetes' }, aksbyocni: { enabled: false } } } },
    ['conflicting-value /cni/values/aksbyocni/enabled', 'conflicting-value /cni/values/ipam/mode'],
  ],
  ['no System pool', { nodePools: [{ ...pool, mode: 'User' }] }, ['no-system-pool /nodePools']],
  ['two pools of one name', { nodePools: [pool, pool] }, ['duplicate-name /nodePools/1/name']],
  ['room for too few pods', { nodePools: [{ ...pool, count: 2, maxPods: 10 }] }, ['too-few-pods /nodePools/0/maxPods']],
  [
    'one pool in a subnet and one without',
    {
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
    { network: { outboundType: 'managedNATGateway' }, nodePools: [{ ...pool, vnetSubnetId: subnet }] },
    ['outbound-needs-managed-network /network/outboundType'],
  ],
  ['a tag of ours', { tags: { 'Slipway-Cluster': 'mine' } }, ['reserved-tag /tags/Slipway-Cluster']],
  ['metadata of more than 8 KiB', { metadata: { a: 'x'.repeat(8_192) } }, ['too-large /metadata']],
  [
    'names that are too long together',
    { name: 'n'.repeat(60), resourceGroup: 'g'.repeat(30) },
    ['name-too-long /name'],
  ],
  ['flannel', { cni: { plugin: 'flannel' } }, ['cni-refused /cni/plugin']],
  ['kube-router', { cni: { plugin: 'kube-router' } }, ['cni-refused /cni/plugin']],
  ['weave', { cni: { plugin: 'weave' } }, ['cni-refused /cni/plugin']],
  [
    'a pod range said twice',
    { cni: { plugin: 'cilium', values: { ipam: { operator: { clusterPoolIPv4PodCIDRList: ['10.9.0.0/16'] } } } } },
    ['conflicting-value /cni/values/ipam/operator/clusterPoolIPv4PodCIDRList'],
  ],
];

describe('the offline rules', () => {
  for (const [title, draft, expected] of cases) {
    test(`${title}: ${expected.join(', ') || 'none'}`, () => assert.deepEqual(faults(draft), expected));
  }

  test('tell all faults at once', () => {
    const draft: Draft = {
      network: { podCidr: '169.254.0.0/17', serviceCidr: '10.0.0.0/8', dnsServiceIP: '8.8.8.8' },
      nodePools: [{ ...pool, mode: 'User' }],
      tags: { 'slipway-x': '1' },
      cni: { plugin: 'weave' },
    };
    assert.equal(faults(draft).length, 7);
  });

  test('say nothing of what is missing', () => assert.deepEqual(checkOrder(catalogue, {}), []));
});

describe('the order schema', () => {
  const schema = orderSchema(catalogue);

  test('takes the printed order, and every plug-in of the catalogue', () => {
    assert.ok(Value.Check(schema, firstOrder));
    assert.ok(Value.Check(schema, { ...firstOrder, cni: { plugin: 'external' } }));
  });

  test('refuses unknown fields on every level', () => {
    for (const extra of [
      { nodeCuont: 3 },
      { network: { podCIDR: '10.244.0.0/16' } },
      { cni: { plugin: 'external', version: '1' } },
      { nodePools: [{ ...pool, osType: 'Windows' }] },
      { resourceGroup: { name: 'rg', delete: true } },
    ]) {
      assert.equal(Value.Check(schema, { ...firstOrder, ...extra }), false, JSON.stringify(extra));
    }
  });
});
