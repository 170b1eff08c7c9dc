import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReached, networkOf } from '../../../src/model/reach.ts';

const base = {
  name: 'blue',
  subscriptionId: 'S1',
  resourceGroup: { name: 'rg', create: false },
  location: 'westeurope',
  nodePools: [{ name: 'np', mode: 'System' as const, count: 1, maxPods: 110 }],
  apiServerAccess: { private: true, authorizedIpRanges: [] },
};
const vnet = '/subscriptions/S1/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/hub';
const own = { ...base, nodePools: base.nodePools.map((pool) => ({ ...pool, vnetSubnetId: `${vnet}/subnets/nodes` })) };

test('a public API server is reached by all', () => {
  assert.equal(isReached({ ...base, apiServerAccess: { private: false, authorizedIpRanges: [] } }, []), true);
  const { apiServerAccess: _, ...older } = base;
  assert.equal(isReached(older, []), true, 'as the records of earlier releases have it');
});

test('the network of a private API server is that of the first subnet, or is in the node resource group', () => {
  assert.equal(networkOf(own), vnet);
  const managed = '/subscriptions/S1/resourceGroups/MC_rg_blue_westeurope/providers/Microsoft.Network/virtualNetworks/';
  assert.equal(networkOf(base), managed);
  assert.match(networkOf({ ...base, nodeResourceGroup: 'nodes' }), /\/resourceGroups\/nodes\//);
});

test('a place fits as `all`, as the region, or as the beginning of the network id, whole segments in any case', () => {
  for (const place of ['all', 'westeurope', '/subscriptions/s1', vnet.toLowerCase(), `${vnet}/`]) {
    assert.equal(isReached(own, ['northeurope', place]), true, place);
  }
  for (const place of ['northeurope', '/subscriptions/S', `${vnet}-2`, vnet.slice(0, -1)]) {
    assert.equal(isReached(own, [place]), false, place);
  }
  assert.equal(isReached(own, []), false);
  assert.equal(isReached(base, ['/subscriptions/S1/resourceGroups/MC_rg_blue_westeurope']), true);
});
