// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of orders
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cniCatalogue } from '../../../src/provisioning/cni/index.ts';
import type { CniSources } from '../../../src/provisioning/cni/plugin.ts';
import type { Draft } from '../../../src/provisioning/rules/draft.ts';
import { checkOrder } from '../../../src/provisioning/rules/index.ts';
import { firstOrder } from '../../fakes/world.ts';

function faults(cni: Record<string, unknown>, more: Draft = {}, sources: CniSources = {}) {
  return checkOrder(cniCatalogue(sources), { ...firstOrder, ...more, cni } as Draft);
}
const pointers = (cni: Record<string, unknown>, more?: Draft) => faults(cni, more).map(({ pointer }) => pointer);

const notReady = { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoSchedule' };
const controlPlane = { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' };

/** Values that would break the CNI, or leave it waiting for ever: refused at the place that is named. */
const refused: [plugin: string, values: Record<string, unknown>, at: string][] = [
  ['cilium', { aksbyocni: { enabled: false } }, 'aksbyocni/enabled'],
  ['cilium', { aksbyocni: null }, 'aksbyocni'],
  ['cilium', { ipam: { mode: 'kubernetes' } }, 'ipam/mode'],
  ['cilium', { ipam: { mode: 'azure' } }, 'ipam/mode'],
  ['cilium', { ipam: 'cluster-pool' }, 'ipam'],
  [
    'cilium',
    { ipam: { operator: { clusterPoolIPv4PodCIDRList: ['10.9.0.0/16'] } } },
    'ipam/operator/clusterPoolIPv4PodCIDRList',
  ],
  ['cilium', { ipam: { operator: { clusterPoolIPv4MaskSize: 27 } } }, 'ipam/operator/clusterPoolIPv4MaskSize'],
  ['cilium', { azure: { enabled: true } }, 'azure/enabled'],
  ['cilium', { routingMode: 'native' }, 'routingMode'],
  ['cilium', { tunnel: 'disabled' }, 'tunnel'],
  ['cilium', { autoDirectNodeRoutes: true }, 'autoDirectNodeRoutes'],
  ['cilium', { ipv6: { enabled: true } }, 'ipv6/enabled'],
  ['cilium', { cni: { install: false } }, 'cni/install'],
  ['cilium', { cni: { chainingMode: 'generic-veth' } }, 'cni/chainingMode'],
  ['cilium', { operator: { hostNetwork: false } }, 'operator/hostNetwork'],
  ['cilium', { operator: { enabled: false } }, 'operator/enabled'],
  ['cilium', { tolerations: [] }, 'tolerations'],
  ['cilium', { tolerations: [controlPlane] }, 'tolerations'],
  ['cilium', { tolerations: [{ ...notReady, effect: 'NoExecute' }] }, 'tolerations'],
  ['cilium', { operator: { tolerations: [controlPlane] } }, 'operator/tolerations'],
  ['cilium', { kubeProxyReplacement: true }, 'kubeProxyReplacement'],
  ['calico', { installation: { enabled: false } }, 'installation/enabled'],
  ['calico', { installation: { kubernetesProvider: 'EKS' } }, 'installation/kubernetesProvider'],
  ['calico', { installation: { cni: { type: 'AzureVNET' } } }, 'installation/cni/type'],
  ['calico', { installation: { cni: { ipam: { type: 'HostLocal' } } } }, 'installation/cni/ipam/type'],
  ['calico', { installation: { calicoNetwork: { bgp: 'Enabled' } } }, 'installation/calicoNetwork/bgp'],
  [
    'calico',
    { installation: { calicoNetwork: { ipPools: [{ encapsulation: 'IPIP' }] } } },
    'installation/calicoNetwork/ipPools',
  ],
  [
    'calico',
    { installation: { calicoNetwork: { linuxDataplane: 'BPF' } } },
    'installation/calicoNetwork/linuxDataplane',
  ],
  ['calico', { tolerations: [] }, 'tolerations'],
  [
    'calico',
    { installation: { calicoNodeDaemonSet: { spec: { template: { spec: { tolerations: [controlPlane] } } } } } },
    'installation/calicoNodeDaemonSet/spec/template/spec/tolerations',
  ],
  ['calico', { kubernetesServiceEndpoint: { host: 'x.hcp.azmk8s.io' } }, 'kubernetesServiceEndpoint/port'],
  ['antrea', { trafficEncapMode: 'noEncap' }, 'trafficEncapMode'],
  ['antrea', { trafficEncapMode: 'networkPolicyOnly' }, 'trafficEncapMode'],
  ['antrea', { tunnelType: 'gre' }, 'tunnelType'],
  ['antrea', { nodeIPAM: { enable: false } }, 'nodeIPAM/enable'],
  ['antrea', { nodeIPAM: { clusterCIDRs: ['10.9.0.0/16'] } }, 'nodeIPAM/clusterCIDRs'],
  ['antrea', { featureGates: { NodeIPAM: false } }, 'featureGates/NodeIPAM'],
  ['antrea', { agent: { tolerations: [] } }, 'agent/tolerations'],
  ['antrea', { controller: { tolerations: [controlPlane] } }, 'controller/tolerations'],
];

/** Values that look like those and are sound. */
const passed: [plugin: string, values: Record<string, unknown>][] = [
  ['cilium', { ipam: { mode: 'multi-pool' }, tunnelProtocol: 'geneve' }],
  ['cilium', { tolerations: [{ operator: 'Exists' }], operator: { tolerations: [notReady] } }],
  ['cilium', { tolerations: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] }],
  ['cilium', { kubeProxyReplacement: true, k8sServiceHost: 'x.hcp.azmk8s.io', k8sServicePort: 443 }],
  ['cilium', { bandwidthManager: { enabled: true }, operator: { replicas: 2 } }],
  ['calico', { installation: { calicoNetwork: { mtu: 1400 }, nodeMetricsPort: 9091 } }],
  ['calico', { kubernetesServiceEndpoint: { host: 'x.hcp.azmk8s.io', port: '443' } }],
  ['calico', { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] }],
  ['antrea', { featureGates: { Multicast: true }, agent: { tolerations: [{ operator: 'Exists' }] } }],
];

describe('values that would deadlock or break a CNI are refused with the reason', () => {
  for (const [plugin, values, at] of refused) {
    test(`${plugin}: ${JSON.stringify(values)}`, () => {
      const found = faults({ plugin, values });
      assert.deepEqual(
        found.map(({ pointer, code }) => `${code} ${pointer}`),
        [`conflicting-value /cni/values/${at}`],
      );
      assert.match(found[0]?.detail ?? '', /^\S.*\.$/s);
    });
  }
  for (const [plugin, values] of passed) {
    test(`${plugin} takes ${JSON.stringify(values)}`, () => assert.deepEqual(faults({ plugin, values }), []));
  }

  test('a second operator of Cilium on a single node', () => {
    const nodePools = [{ name: 'np', mode: 'System', count: 1, maxPods: 110 }] satisfies Draft['nodePools'];
    const cni = { plugin: 'cilium', values: { operator: { replicas: 2 } } };
    assert.deepEqual(pointers(cni, { nodePools }), ['/cni/values/operator/replicas']);
  });
});

describe('the pod range has a block for each node there may ever be', () => {
  const pools = (more: object) => [{ name: 'np', mode: 'System', count: 3, ...more }] as Draft['nodePools'] & object;
  const cases: [title: string, cni: Record<string, unknown>, more: Draft, expected: string[]][] = [
    [
      'three nodes, and one for their upgrade',
      { plugin: 'cilium' },
      { network: { podCidr: '10.244.0.0/22' }, nodePools: pools({}) },
      [],
    ],
    [
      'a surge of more than there is room for',
      { plugin: 'cilium' },
      { network: { podCidr: '10.244.0.0/22' }, nodePools: pools({ maxSurge: '67%' }) },
      ['/network/podCidr'],
    ],
    [
      'the autoscaler’s maximum counts',
      { plugin: 'antrea' },
      { network: { podCidr: '10.244.0.0/20' }, nodePools: pools({ minCount: 1, maxCount: 20, maxSurge: '1' }) },
      ['/network/podCidr'],
    ],
    [
      'smaller blocks make room',
      { plugin: 'antrea', nodeCIDRMaskSizeIPv4: 25 },
      { network: { podCidr: '10.244.0.0/20' }, nodePools: pools({ minCount: 1, maxCount: 20, maxSurge: '1' }) },
      [],
    ],
    [
      'a block too small for the pods of a node',
      { plugin: 'cilium', clusterPoolIPv4MaskSize: 26 },
      { nodePools: pools({ maxPods: 110 }) },
      ['/cni/clusterPoolIPv4MaskSize'],
    ],
    [
      'Calico gives a node more than one block',
      { plugin: 'calico', blockSize: 28 },
      { nodePools: pools({ maxPods: 110 }) },
      [],
    ],
    [
      'and too big blocks leave nodes without',
      { plugin: 'calico', blockSize: 22 },
      { network: { podCidr: '10.244.0.0/21' }, nodePools: pools({}) },
      ['/network/podCidr'],
    ],
  ];
  for (const [title, cni, more, expected] of cases) {
    test(title, () => assert.deepEqual(pointers(cni, more), expected));
  }
});

describe('a chart of one’s own', () => {
  const cni = (repository: string, values = {}) => ({
    plugin: 'chart',
    repository,
    chart: 'c',
    version: '1.0.0',
    values,
  });

  test('comes from a public host, unless whoever runs Slipway opens others', () => {
    for (const inside of [
      'https://10.0.0.4/charts',
      'oci://localhost:5000/x',
      'https://vault.internal/',
      'https://a/',
    ]) {
      assert.deepEqual(
        faults(cni(inside)).map(({ code, pointer }) => `${code} ${pointer}`),
        ['host-not-allowed /cni/repository'],
        inside,
      );
    }
    assert.deepEqual(faults(cni('oci://registry.example.com/charts')), []);
    const chartHosts = ['localhost:5000', 'charts.corp.example'];
    assert.deepEqual(faults(cni('oci://localhost:5000/x'), {}, { chartHosts }), []);
    assert.deepEqual(faults(cni('https://charts.corp.example:8443/x'), {}, { chartHosts }), []);
    assert.equal(faults(cni('https://registry.example.com/charts'), {}, { chartHosts }).length, 1);
  });

  test('names no placeholder that stands for nothing', () => {
    const values = { pools: [{ cidr: '${network.podCIDR}' }], env: { 'a/b': '${cluster.fqdn} ${HOME}' } };
    assert.deepEqual(
      faults(cni('https://charts.example.com', values)).map(({ code, pointer }) => `${code} ${pointer}`),
      ['unknown-placeholder /cni/values/pools/0/cidr', 'unknown-placeholder /cni/values/env/a~1b'],
    );
  });
});
