import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order } from '../../../../src/model/order.ts';
import type { OriginAnswer } from '../../../../src/ports.ts';
import { bench } from './bench.ts';

describe('the CNI', () => {
  const verdictWith = (kubernetesVersion: string, range: string | undefined) => {
    const b = bench({ kubernetesVersion });
    const cilium = b.setting.catalogue.get('cilium');
    assert.ok(cilium);
    b.setting.catalogue = new Map([['cilium', { ...cilium, kubernetes: () => range }]]);
    return b.verdictOf('kubernetes-version-fits-cni');
  };

  test('supports the version within its range, whose upper end is not in it', async () => {
    assert.equal((await verdictWith('1.34', '>=1.31 <1.35')).verdict, 'Passed');
    const { verdict, pointer, detail } = await verdictWith('1.35', '>=1.31 <1.35');
    assert.deepEqual([verdict, pointer], ['Failed', '/cni/version']);
    assert.match(detail, /does not support Kubernetes 1\.35\.2/);
  });

  test('of which the range is not known is Unknown, and a version that is not offered is told once', async () => {
    assert.equal((await verdictWith('1.34', undefined)).verdict, 'Unknown');
    assert.equal((await verdictWith('1.99', '>=1.31')).verdict, 'Skipped');
  });
});

describe('charts and images', () => {
  const answering = (type: OriginAnswer['type'], own = false) => {
    const b = bench(
      own
        ? {
            cni: {
              plugin: 'chart',
              repository: 'https://charts.example',
              chart: 'own',
              version: '1.0.0',
            } as Order['cni'],
          }
        : {},
    );
    b.setting.origins = {
      chart: async () => ({ type, fact: `said ${type}` }),
      registry: async () => ({ type, fact: `said ${type}` }),
    };
    return b;
  };

  test('a chart that is not there fails; a repository of the caller’s that is silent fails, one of ours is Unknown', async () => {
    assert.equal((await answering('there').verdictOf('chart-available')).verdict, 'Passed');
    assert.equal((await answering('absent').verdictOf('chart-available')).pointer, '/cni/version');
    assert.equal((await answering('silent').verdictOf('chart-available')).verdict, 'Unknown');
    assert.equal((await answering('silent', true).verdictOf('chart-available')).verdict, 'Failed');
    assert.equal((await answering('unclear', true).verdictOf('chart-available')).verdict, 'Unknown');
    assert.equal((await answering('forbidden', true).verdictOf('chart-available')).pointer, '/cni/repository');
  });

  test('what is no registry of images fails, one that does not answer us is Unknown', async () => {
    const verdicts = await Promise.all(
      (['there', 'absent', 'silent', 'unclear'] as const).map((type) =>
        answering(type).verdictOf('image-registry-answers'),
      ),
    );
    assert.deepEqual(
      verdicts.map(({ verdict }) => verdict),
      ['Passed', 'Failed', 'Unknown', 'Unknown'],
    );
  });
});
