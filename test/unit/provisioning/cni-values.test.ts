// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of orders
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CniOrder, Order } from '../../../src/model/order.ts';
import { cniCatalogue, cniPlugin, resolveCni } from '../../../src/provisioning/cni/index.ts';
import type { CniSources } from '../../../src/provisioning/cni/plugin.ts';
import { resolveOrder } from '../../../src/provisioning/defaults.ts';
import { firstOrder } from '../../fakes/world.ts';

const podCidr = '10.99.0.0/16';
function release(cni: CniOrder & Record<string, unknown>, more: Partial<Order> = {}, sources: CniSources = {}) {
  const order = resolveOrder(
    { ...firstOrder, network: { podCidr }, ...more, cni },
    { name: 'a', subscriptionId: '00000000-0000-0000-0000-000000000000' },
  );
  const made = cniPlugin(cniCatalogue(sources), cni.plugin).release?.(order);
  assert.ok(made);
  return made;
}

describe('a Calico release', () => {
  test('is that of Calico’s guide for AKS: its own IPAM from podCidr, VXLAN, no BGP', () => {
    const { values, ...rest } = release({ plugin: 'calico' });
    assert.deepEqual(values, {
      installation: {
        enabled: true,
        kubernetesProvider: 'AKS',
        cni: { type: 'Calico', ipam: { type: 'Calico' } },
        calicoNetwork: {
          bgp: 'Disabled',
          linuxDataplane: 'Iptables',
          ipPools: [
            { cidr: podCidr, encapsulation: 'VXLAN', natOutgoing: 'Enabled', nodeSelector: 'all()', blockSize: 26 },
          ],
        },
      },
    });
    assert.deepEqual([rest.release, rest.namespace, rest.chart.name], ['calico', 'tigera-operator', 'tigera-operator']);
  });

  test('is preceded by its definitions: in the chart until 3.31, then in one of their own', () => {
    assert.equal(release({ plugin: 'calico', version: 'v3.31.3' }).definitions, 'own');
    const { chart, definitions } = release({ plugin: 'calico', version: 'v3.32.1' });
    assert.ok(typeof definitions === 'object');
    assert.deepEqual(
      [definitions.name, definitions.version, definitions.repository],
      ['crd.projectcalico.org.v1', 'v3.32.1', chart.repository],
    );
    assert.ok(definitions.digest && chart.digest && definitions.digest !== chart.digest);
  });

  test('is up when the operator says so, not when helm is done', () => {
    const cni = { plugin: 'calico', version: 'v3.32.0' };
    const { statuses = [], daemonSets } = cniPlugin(cniCatalogue(), 'calico').readiness(cni);
    assert.deepEqual(
      statuses.map(({ resource, name, condition, field }) => [resource, name, condition, field?.value]),
      [
        ['tigerastatuses', 'calico', 'Available', undefined],
        ['installations', 'default', undefined, 'v3.32.0'],
      ],
    );
    assert.deepEqual(daemonSets, [{ namespace: 'calico-system', name: 'calico-node' }]);
  });

  test('takes its options', () => {
    const { values } = release({ plugin: 'calico', blockSize: 24, natOutgoing: false, linuxDataplane: 'Nftables' });
    const text = JSON.stringify(values);
    for (const part of ['"blockSize":24', '"natOutgoing":"Disabled"', '"linuxDataplane":"Nftables"']) {
      assert.ok(text.includes(part), part);
    }
  });
});

describe('an Antrea release', () => {
  test('assigns the nodes’ ranges itself, in encap mode', () => {
    const { values, release: name, namespace, definitions } = release({ plugin: 'antrea' });
    assert.equal(values['trafficEncapMode'], 'encap');
    assert.deepEqual(values['nodeIPAM'], {
      enable: true,
      clusterCIDRs: [podCidr],
      serviceCIDR: '10.0.0.0/16',
      nodeCIDRMaskSizeIPv4: 24,
    });
    assert.deepEqual([name, namespace, definitions], ['antrea', 'kube-system', 'own']);
  });

  test('starts its controller before any node is Ready: the agents wait for the ranges it assigns', () => {
    assert.match(JSON.stringify(release({ plugin: 'antrea' }).values['controller']), /node\.kubernetes\.io\/not-ready/);
  });

  test('takes its options', () => {
    const options = { tunnelType: 'vxlan', trafficEncryptionMode: 'wireGuard', nodePortLocal: true };
    const { values } = release({ plugin: 'antrea', ...options, nodeCIDRMaskSizeIPv4: 25 });
    assert.deepEqual([values['tunnelType'], values['trafficEncryptionMode']], ['vxlan', 'wireGuard']);
    assert.deepEqual(values['nodePortLocal'], { enable: true });
    assert.match(JSON.stringify(values), /"nodeCIDRMaskSizeIPv4":25/);
  });
});

describe('a Cilium release', () => {
  test('takes its options', () => {
    const options = { encryption: 'wireguard', tunnelProtocol: 'geneve', hubble: true, clusterPoolIPv4MaskSize: 25 };
    const { values } = release({ plugin: 'cilium', ...options });
    assert.deepEqual(values['encryption'], { enabled: true, type: 'wireguard' });
    assert.deepEqual(values['hubble'], { enabled: true, relay: { enabled: true } });
    assert.equal(values['tunnelProtocol'], 'geneve');
    assert.match(JSON.stringify(values['ipam']), /"clusterPoolIPv4MaskSize":25/);
  });

  test('counts the autoscaler’s minimum for the replicas of its operator', () => {
    const nodePools = [{ name: 'np', mode: 'System', count: 3, minCount: 1, maxCount: 5 }] satisfies Order['nodePools'];
    assert.deepEqual(release({ plugin: 'cilium' }, { nodePools }).values['operator'], { replicas: 1 });
  });
});

describe('a release from a chart of one’s own', () => {
  const cni = {
    plugin: 'chart',
    repository: 'https://charts.example.com/stable',
    chart: 'Meshnet',
    version: '4.1.0',
    values: {
      pool: '${network.podCidr}',
      args: ['--service-cidr=${network.serviceCidr}', '--dns', '${network.dnsServiceIP}'],
      hook: 'echo ${HOME}',
      count: 3,
    },
    readiness: { daemonSets: [{ namespace: 'meshnet', name: 'meshnet-agent' }] },
  };

  test('is what the order says, with placeholders filled in and the shell’s left alone', () => {
    const { chart, release: name, namespace, values } = release(cni);
    assert.deepEqual([name, namespace], ['meshnet', 'kube-system']);
    assert.deepEqual(chart, { repository: cni.repository, name: 'Meshnet', version: '4.1.0' });
    assert.deepEqual(values, {
      pool: podCidr,
      args: ['--service-cidr=10.0.0.0/16', '--dns', '10.0.0.10'],
      hook: 'echo ${HOME}',
      count: 3,
    });
  });

  test('is up when the workloads are that the order names', () => {
    assert.deepEqual(cniPlugin(cniCatalogue(), 'chart').readiness(cni), {
      daemonSets: cni.readiness.daemonSets,
      deployments: [],
    });
  });
});

describe('an installation’s own sources', () => {
  const sources: CniSources = {
    repositories: { calico: 'oci://mirror.example/charts' },
    digests: { cilium: { '1.20.2': `sha256:${'1'.repeat(64)}` }, 'tigera-operator': {} },
    imageRegistry: 'mirror.example/cni',
    pullSecret: true,
  };

  test('replace repositories and pinned digests', () => {
    const { chart, definitions } = release({ plugin: 'calico' }, {}, sources);
    assert.deepEqual(chart, { repository: 'oci://mirror.example/charts', name: 'tigera-operator', version: 'v3.32.1' });
    assert.ok(typeof definitions === 'object' && definitions.digest, 'another chart keeps its own');
    assert.equal(release({ plugin: 'cilium' }, {}, sources).chart.digest, `sha256:${'1'.repeat(64)}`);
  });

  test('lead every image of a CNI to the mirror, with its credential', () => {
    const cilium = release({ plugin: 'cilium' }, {}, sources);
    const repositories = [...JSON.stringify(cilium.values).matchAll(/"repository":"([^"]+)"/g)].map(([, it]) => it);
    assert.deepEqual(
      repositories.toSorted(),
      ['certgen', 'cilium', 'cilium-envoy', 'hubble-relay', 'operator'].map(
        (name) => `mirror.example/cni/cilium/${name}`,
      ),
    );
    assert.deepEqual(cilium.values['imagePullSecrets'], [{ name: cilium.pullSecret }]);

    const calico = release({ plugin: 'calico' }, {}, sources);
    assert.match(JSON.stringify(calico.values), /"registry":"mirror\.example\/cni\/"/);
    assert.deepEqual(calico.values['tigeraOperator'], { registry: 'mirror.example/cni' });
    assert.match(JSON.stringify(calico.values), new RegExp(`"imagePullSecrets":\\[{"name":"${calico.pullSecret}"}]`));

    assert.match(JSON.stringify(release({ plugin: 'antrea' }, {}, sources).values), /mirror\.example\/cni\/antrea\//);
    for (const plugin of ['cilium', 'calico', 'antrea']) {
      assert.deepEqual(cniPlugin(cniCatalogue(sources), plugin).imageRegistries({ plugin }), ['mirror.example']);
    }
  });

  test('give way to the digest that an order names', () => {
    const digest = `sha256:${'2'.repeat(64)}`;
    assert.equal(release({ plugin: 'cilium', digest }, {}, sources).chart.digest, digest);
  });
});

describe('the catalogue', () => {
  test('says out loud what an order left open: the version, and the digest if it is pinned', () => {
    const catalogue = cniCatalogue();
    const { version, digest } = resolveCni(catalogue, { plugin: 'cilium' });
    assert.match(`${version} ${digest}`, /^1\.\d+\.\d+ sha256:[0-9a-f]{64}$/);
    assert.deepEqual(resolveCni(catalogue, { plugin: 'cilium', version: '1.99.0' }), {
      plugin: 'cilium',
      version: '1.99.0',
    });
    assert.deepEqual(resolveCni(catalogue, { plugin: 'external' }), { plugin: 'external' });
  });

  test('knows which Kubernetes a version supports, or that it does not know', () => {
    const { kubernetes } = cniPlugin(cniCatalogue(), 'calico');
    assert.equal(kubernetes?.('v3.32.1'), '>=1.34 <1.37');
    assert.equal(kubernetes?.('v3.99.0'), undefined);
  });
});
