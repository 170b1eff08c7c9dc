import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyCluster } from '../../sandbox/kube/cluster.ts';
import { asRead } from '../../sandbox/kube/http/as-read.ts';
import { nodes, serviceAccounts } from '../../sandbox/kube/store/resources.ts';
import type { KubeNode } from '../../sandbox/kube/types/node.ts';
import type { KubeObject } from '../../sandbox/kube/types/object.ts';
import type { Pod } from '../../sandbox/kube/types/pod.ts';
import { fqdn, specOf, startSandbox } from './support/sandbox.ts';

const born = Date.parse('2026-01-01T00:00:00Z');
const metadata = { name: 'one', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

function clusterAt(now: number) {
  const clock = { speed: 1, now: () => now, scaled: (durationMs: number) => durationMs, after: () => () => {} };
  return emptyCluster(specOf(fqdn), clock, async () => '');
}

test('the heartbeats of a node and its lease go on while nobody looks, and are written nowhere', () => {
  const condition = { type: 'Ready', status: 'True', lastHeartbeatTime: metadata.creationTimestamp } as const;
  const node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata,
    spec: {},
    status: { conditions: [condition] },
  } as unknown as KubeNode;
  const lease: KubeObject = {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { ...metadata, namespace: 'kube-node-lease' },
    spec: { renewTime: '2026-01-01T00:00:00.000000Z' },
  };
  const cluster = clusterAt(born + 11 * 60_000 + 7_000);
  const read = asRead(cluster, 'nodes', node) as KubeNode;
  assert.equal(read.status.conditions[0]?.lastHeartbeatTime, '2026-01-01T00:10:00Z');
  assert.deepEqual(asRead(cluster, 'leases.coordination.k8s.io', lease)['spec'], {
    renewTime: '2026-01-01T00:11:00.000000Z',
  });
  assert.equal(cluster.store.list(nodes).length, 0);
});

test('pods have the volume of their token, but where pod or account will have none', () => {
  const cluster = clusterAt(born);
  const space = { ...metadata, namespace: 'default' };
  cluster.store.put(serviceAccounts, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...space, name: 'none' },
    automountServiceAccountToken: false,
  });
  const volumesOf = (spec: object) => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: space, spec: { containers: [{ name: 'a' }], ...spec } };
    const read = asRead(cluster, 'pods', pod) as Pod;
    assert.deepEqual(asRead(cluster, 'pods', read), read, 'a pod that was sent back with it gets no second');
    return (read.spec.volumes ?? []).map(({ name }) => name.slice(0, 15));
  };
  assert.deepEqual(volumesOf({}), ['kube-api-access']);
  assert.deepEqual(volumesOf({ automountServiceAccountToken: false }), []);
  assert.deepEqual(volumesOf({ serviceAccountName: 'none' }), []);
});

test('explain has the words of the documentation, and those of a custom resource definition', async () => {
  await using sandbox = await startSandbox({ nodes: 0 });
  const field = {
    type: 'object',
    description: 'What is wanted.',
    properties: { size: { type: 'integer', description: 'How big.' } },
  };
  const schema = { openAPIV3Schema: { type: 'object', description: 'A thing.', properties: { spec: field } } };
  const definition = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
  await sandbox.kubectl('apply', '-f', sandbox.file('crd.json', JSON.stringify(definition)));
  await sandbox.kubectl('wait', '--for=condition=Established', 'crd/things.example.com');
  assert.match(await sandbox.kubectl('explain', 'pod.spec.containers'), /single application container/);
  const explained = await sandbox.kubectl('explain', 'thing.spec');
  for (const words of [/What is wanted\./, /size\s<integer>\s+How big\./]) assert.match(explained, words);
  assert.match(await sandbox.kubectl('explain', 'thing'), /A thing\.[\s\S]*versioned schema of this representation/);
});

test('a kind that is not there is said to have no definition, not to be unreadable', async () => {
  await using sandbox = await startSandbox({ nodes: 0 });
  const thing = JSON.stringify({ apiVersion: 'example.com/v1', kind: 'Thing', metadata: { name: 'one' } });
  const { stderr } = await sandbox.tryKubectl(['apply', '-f', '-'], thing);
  assert.match(stderr, /no matches for kind "Thing" in version "example\.com\/v1"\nensure CRDs are installed first/);
});
