import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Value } from 'typebox/value';
import { cniCatalogue } from '../../../src/provisioning/cni/index.ts';
import { orderSchema } from '../../../src/provisioning/order-schema.ts';
import type { Draft } from '../../../src/provisioning/rules/draft.ts';
import { checkOrder } from '../../../src/provisioning/rules/index.ts';
import { firstOrder } from '../../fakes/world.ts';
import { fullOrder, ownNetworkOrder } from './full-order.ts';
import { faults, pool } from './rules/judge.ts';

const catalogue = cniCatalogue();

describe('the offline rules', () => {
  test('tell all faults at once', () => {
    const draft: Draft = {
      network: { podCidr: '169.254.0.0/17', serviceCidr: '10.0.0.0/8', dnsServiceIP: '8.8.8.8' },
      nodePools: [{ ...pool, mode: 'User' }],
      tags: { 'slipway-x': '1' },
      cni: { plugin: 'weave' },
    };
    assert.equal(faults(draft).length, 7);
  });

  test('pass an order that has nearly everything', () => {
    for (const order of [fullOrder, ownNetworkOrder]) assert.deepEqual(faults(order as Draft), []);
  });

  test('never repeat a key', () => {
    const [found] = checkOrder(catalogue, { ...firstOrder, sshPublicKey: 'SECRET PRIVATE KEY' } as Draft);
    assert.ok(found && !JSON.stringify(found).includes('SECRET'));
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
