import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../../../src/config.ts';

test('what workers reach is all, regions and beginnings of ARM ids; a misspelt one is refused', () => {
  assert.deepEqual(readConfig({}).privateReach, []);
  const SLIPWAY_PRIVATE_REACH = 'westeurope, /subscriptions/s/resourceGroups/hub';
  assert.deepEqual(readConfig({ SLIPWAY_PRIVATE_REACH }).privateReach, [
    'westeurope',
    '/subscriptions/s/resourceGroups/hub',
  ]);
  for (const wrong of ['All', 'West Europe', 'hub-vnet', 'subscriptions/s']) {
    assert.throws(() => readConfig({ SLIPWAY_PRIVATE_REACH: wrong }), /SLIPWAY_PRIVATE_REACH: /, wrong);
  }
});

test('egress addresses are single ones or ranges; anything else is refused', () => {
  const { egressAddresses } = readConfig({ SLIPWAY_EGRESS_ADDRESSES: '203.0.113.10,198.51.100.0/28' });
  assert.deepEqual(
    egressAddresses.map(({ text }) => text),
    ['203.0.113.10/32', '198.51.100.0/28'],
  );
  for (const wrong of ['203.0.113', '2001:db8::1', '203.0.113.10/28', 'gateway.example']) {
    assert.throws(() => readConfig({ SLIPWAY_EGRESS_ADDRESSES: wrong }), /SLIPWAY_EGRESS_ADDRESSES: /, wrong);
  }
});
