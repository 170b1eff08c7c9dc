import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfig } from '../../../src/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-config-'));
after(() => rmSync(folder, { recursive: true }));

test('charts and images come from where their projects publish them, unless something else is said', () => {
  const { cniSources, chartDirectory, pullSecret } = readConfig({});
  assert.deepEqual([cniSources, chartDirectory, pullSecret], [{ repositories: {}, digests: {} }, undefined, undefined]);
});

test('mirrors, digests, hosts and a credential are read, the registry without scheme and slash', () => {
  const file = join(folder, 'pull.json');
  writeFileSync(file, '{"auths":{"mirror.example":{"auth":"x"}}}');
  const { cniSources, pullSecret } = readConfig({
    SLIPWAY_CHART_REPOSITORIES: '{"calico":"oci://mirror.example/charts"}',
    SLIPWAY_CHART_DIGESTS: `{"cilium":{"1.20.2":"sha256:${'0'.repeat(64)}"}}`,
    SLIPWAY_CHART_HOSTS: 'charts.corp.example, localhost:5000',
    SLIPWAY_IMAGE_REGISTRY: 'https://mirror.example/cni/',
    SLIPWAY_PULL_SECRET_FILE: file,
  });
  assert.deepEqual(cniSources, {
    repositories: { calico: 'oci://mirror.example/charts' },
    digests: { cilium: { '1.20.2': `sha256:${'0'.repeat(64)}` } },
    imageRegistry: 'mirror.example/cni',
    pullSecret: true,
    chartHosts: ['charts.corp.example', 'localhost:5000'],
  });
  assert.match(pullSecret ?? '', /mirror\.example/);
});

test('a credential that is none ends the start, and is not quoted', () => {
  const file = join(folder, 'wrong.json');
  for (const text of ['hush-hush', '{"auth":"hush-hush"}']) {
    writeFileSync(file, text);
    assert.throws(
      () => readConfig({ SLIPWAY_PULL_SECRET_FILE: file }),
      ({ message }: Error) => message.includes('SLIPWAY_PULL_SECRET_FILE') && !message.includes('hush'),
    );
  }
});

test('a digest that is none ends the start', () => {
  assert.throws(() => readConfig({ SLIPWAY_CHART_DIGESTS: '{"cilium":{"1.20.2":"md5:1"}}' }), /SLIPWAY_CHART_DIGESTS/);
});
