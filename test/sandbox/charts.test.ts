import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { chartDigests } from '../../sandbox/charts/packages.ts';
import { createCharts } from '../../sandbox/charts/repository.ts';
import { findBinary } from '../fakes/real-clients.ts';
import { plain, start } from './start.ts';

const run = promisify(execFile);

test('the chart repository is readable without a token and its digests are those of the archives', async (t) => {
  const { sandbox } = await start(t);
  const index = parse(`${(await plain(sandbox.url, 'GET', '/charts/index.yaml')).body}`);
  assert.deepEqual(
    index.entries.cilium.map((entry: { version: string }) => entry.version),
    ['1.20.2', '1.20.1', '1.19.5'],
  );
  for (const { urls, digest } of index.entries.cilium) {
    const bytes = new Uint8Array(await (await fetch(urls[0])).arrayBuffer());
    assert.equal(createHash('sha256').update(bytes).digest('hex'), digest);
  }
});

test('charts pack to the same bytes every time', () => {
  const [one, other] = [createCharts(() => 'https://a'), createCharts(() => 'https://a')];
  assert.deepEqual(one('index.yaml'), other('index.yaml'));
  assert.equal(one('cilium-9.9.9.tgz').status, 404);
});

test('helm renders a chart from the repository with the values that suit AKS', async (t) => {
  const { sandbox } = await start(t);
  const { stdout } = await run(findBinary('helm'), [
    ...['template', 'cilium', 'cilium', '--repo', `${sandbox.url}/charts`, '--version', '1.20.1'],
    ...['--ca-file', sandbox.caFile, '--namespace', 'kube-system'],
    ...['--set', 'aksbyocni.enabled=true,operator.replicas=1'],
    ...['--set', 'ipam.operator.clusterPoolIPv4PodCIDRList={10.244.0.0/16}'],
  ]);
  const found = parseAllDocuments(stdout).map((document) => document.toJS());
  const pick = (kind: string, name: string) => found.find((one) => one?.kind === kind && one.metadata.name === name);
  assert.equal(pick('ConfigMap', 'cilium-config').data['cluster-pool-ipv4-cidr'], '10.244.0.0/16');
  assert.equal(pick('Deployment', 'cilium-operator').spec.replicas, 1);
  assert.ok(pick('DaemonSet', 'cilium-envoy'));
  const agent = pick('DaemonSet', 'cilium').spec.template.spec;
  assert.equal(agent.hostNetwork, true);
  assert.deepEqual(agent.tolerations, [{ operator: 'Exists' }]);
  assert.ok(agent.volumes.some((one: { hostPath?: { path: string } }) => one.hostPath?.path === '/etc/cni/net.d'));
  assert.match(agent.containers[0].image, /:v1\.20\.1$/);
});

for (const chart of ['cilium', 'tigera-operator', 'crd.projectcalico.org.v1', 'antrea', 'meshnet']) {
  test(`helm finds nothing to complain of in the chart ${chart}`, async () => {
    const folder = join(import.meta.dirname, '../../sandbox/charts', chart);
    const values = chart === 'meshnet' ? ['--set', 'podCidr=10.244.0.0/16'] : [];
    const { stdout } = await run(findBinary('helm'), ['lint', folder, ...values]);
    assert.match(stdout, /0 chart\(s\) failed/);
  });
}

test('the definitions of Calico are in the operator’s chart until 3.31, and in one of their own since', async (t) => {
  const { sandbox } = await start(t);
  const source = ['--repo', `${sandbox.url}/charts`, '--ca-file', sandbox.caFile];
  const show = async (version: string) =>
    (await run(findBinary('helm'), ['show', 'crds', 'tigera-operator', ...source, '--version', version])).stdout;
  assert.match(await show('v3.31.3'), /installations\.operator\.tigera\.io/);
  assert.equal((await show('v3.32.1')).trim(), '');
  const own = ['template', 'x', 'crd.projectcalico.org.v1', ...source, '--version', 'v3.32.1'];
  assert.match((await run(findBinary('helm'), own)).stdout, /tigerastatuses\.operator\.tigera\.io/);
});

test('the real helm pulls the same archive from the registry', async (t) => {
  const { sandbox } = await start(t);
  const folder = mkdtempSync(join(tmpdir(), 'slipway-pull-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const chart = `${sandbox.url.replace('https:', 'oci:')}/charts/antrea`;
  const args = ['--version', '2.6.0', '--ca-file', sandbox.caFile, '--destination', folder];
  await run(findBinary('helm'), ['pull', chart, ...args], { env: { HOME: folder } });
  const bytes = readFileSync(join(folder, 'antrea-2.6.0.tgz'));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  assert.equal(digest, chartDigests()['antrea']?.['2.6.0']);
});
