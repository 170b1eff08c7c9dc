import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Order } from '../../../src/model/order.ts';
import { cniCatalogue } from '../../../src/provisioning/cni/index.ts';
import { mergeValues } from '../../../src/provisioning/cni/values.ts';
import { resolveOrder } from '../../../src/provisioning/defaults.ts';
import { firstOrder } from '../../fakes/world.ts';

const resolve = (order: Partial<Order> = {}) =>
  resolveOrder({ ...firstOrder, ...order }, { name: 'a', subscriptionId: '79a7390d-0000-0000-0000-000000000000' });
const release = (order: Partial<Order> = {}) => cniCatalogue().get('cilium')?.release?.(resolve(order));

describe('a Cilium release', () => {
  test('takes its pods’ addresses from the order, not from Cilium’s own pool', () => {
    const values = release({ network: { podCidr: '10.99.0.0/16' } })?.values;
    assert.deepEqual(values?.['ipam'], {
      mode: 'cluster-pool',
      operator: { clusterPoolIPv4PodCIDRList: ['10.99.0.0/16'], clusterPoolIPv4MaskSize: 24 },
    });
    assert.deepEqual(values?.['aksbyocni'], { enabled: true });
  });

  test('has one operator on a single node, where a second would wait for ever', () => {
    const replicas = (count: number) =>
      release({ nodePools: [{ name: 'np', mode: 'System', count }] })?.values['operator'];
    assert.deepEqual(replicas(1), { replicas: 1 });
    assert.deepEqual(replicas(2), { replicas: 2 });
  });

  test('is of a pinned version, or the one ordered', () => {
    assert.match(release()?.chart.version ?? '', /^\d+\.\d+\.\d+$/);
    assert.equal(release({ cni: { plugin: 'cilium', version: '1.19.5' } })?.chart.version, '1.19.5');
  });

  test('merges the caller’s values over ours, map by map', () => {
    const merged = release({
      cni: { plugin: 'cilium', values: { operator: { replicas: 5 }, hubble: { enabled: true } } },
    });
    assert.deepEqual(merged?.values['operator'], { replicas: 5 });
    assert.deepEqual(merged?.values['hubble'], { enabled: true });
    assert.deepEqual(merged?.values['aksbyocni'], { enabled: true });
    assert.deepEqual(mergeValues({ a: { b: [1, 2] } }, { a: { b: [3] } }), { a: { b: [3] } });
  });
});
