import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Manifest } from '../../src/ports.ts';
import { namespaceOf, probing, serving } from '../../src/provisioning/probe/manifests.ts';
import { startSandbox } from './support/sandbox.ts';

const settings = { image: 'registry.example/busybox@sha256:0', pullSecret: 'mirror' };
const round = { namespace: 'slipway-probe-1', number: 2, nodes: { a: 'node-a', b: 'node-b' } };
const address = { podIP: '10.244.0.9', serviceIP: '10.0.7.7' };
const all = [
  namespaceOf(round.namespace),
  ...serving(settings, round),
  ...probing(settings, round, { a: address, b: { podIP: '10.244.1.9', serviceIP: '10.0.7.8' } }),
];

interface PodSpec {
  [member: string]: unknown;
  securityContext: Record<string, unknown>;
  volumes?: Record<string, unknown>[];
  containers: { name: string; image: string; command: string[]; securityContext: object; resources: object }[];
}
const pods = all
  .filter(({ kind }) => kind === 'Pod')
  .map(({ metadata, spec }) => ({ ...metadata, spec: spec as PodSpec }));

test('an API server takes every object of a probe, with no field that it does not know', async () => {
  await using sandbox = await startSandbox({ nodes: 1 });
  const plural: Record<Manifest['kind'], string> = {
    Namespace: 'namespaces',
    ServiceAccount: 'serviceaccounts',
    Service: 'services',
    Pod: 'pods',
  };
  for (const manifest of all) {
    const space = manifest.kind === 'Namespace' ? '' : `namespaces/${round.namespace}/`;
    const response = await sandbox.fetch(`/api/v1/${space}${plural[manifest.kind]}?fieldValidation=Strict`, {
      method: 'POST',
      body: JSON.stringify(manifest),
      headers: { 'content-type': 'application/json' },
    });
    assert.equal(response.status, 201, `${manifest.metadata.name}: ${await response.text()}`);
  }
});

test('the pods are what Pod Security calls restricted, and the namespace holds them to it', () => {
  assert.equal(all[0]?.metadata.labels?.['pod-security.kubernetes.io/enforce'], 'restricted');
  assert.equal(pods.length, 4);
  for (const { spec } of pods) {
    assert.deepEqual(
      [spec.securityContext['runAsNonRoot'], spec.securityContext['seccompProfile']],
      [true, { type: 'RuntimeDefault' }],
    );
    assert.equal(spec['automountServiceAccountToken'], false);
    for (const gate of ['hostNetwork', 'hostPID', 'hostIPC']) assert.equal(spec[gate], undefined);
    for (const volume of spec.volumes ?? []) assert.deepEqual(Object.keys(volume), ['name', 'downwardAPI']);
    for (const { securityContext, resources } of spec.containers) {
      assert.deepEqual(securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      assert.deepEqual(Object.keys(resources), ['requests', 'limits']);
    }
  }
});

test('each pod ends by itself, and goes to its node whatever taint is there', () => {
  for (const { name, spec } of pods) {
    assert.ok(Number(spec['activeDeadlineSeconds']) <= 3600);
    assert.deepEqual(spec['tolerations'], [{ operator: 'Exists' }]);
    assert.ok(JSON.stringify(spec['affinity']).includes(`"node-${name.split('-')[1]}"`), name);
    assert.deepEqual(spec['imagePullSecrets'], [{ name: 'mirror' }]);
  }
});

test('each end asks for the other, by the address of its pod and that of its Service', () => {
  const commands = Object.fromEntries(
    pods
      .filter(({ name }) => name.startsWith('probe-'))
      .map(({ name, spec }) => [name, spec.containers.map(({ command }) => command.at(-1))]),
  );
  const dns = 'kubernetes.default.svc.cluster.local.';
  assert.deepEqual(commands, {
    'probe-a-2': [dns, 'http://10.244.1.9:8080/serve-b-2', 'http://10.0.7.8:8080/serve-b-2'],
    'probe-b-2': [dns, 'http://10.244.0.9:8080/serve-a-2', 'http://10.0.7.7:8080/serve-a-2'],
  });
});
