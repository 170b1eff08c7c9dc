import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Cidr, parseCidr } from '../../../../src/model/cidr.ts';
import { bench } from './bench.ts';

function cidr(text: string): Cidr {
  const range = parseCidr(text);
  assert.ok(typeof range !== 'string');
  return range;
}

describe('private-reachable', () => {
  test('is for private clusters alone', async () => {
    assert.equal((await bench().verdictOf('private-reachable')).verdict, 'Skipped');
  });

  test('passes where a worker says that it reaches the network, and fails where none does', async () => {
    const b = bench({ apiServerAccess: { private: true } });
    const failed = await b.verdictOf('private-reachable');
    assert.deepEqual([failed.verdict, failed.pointer], ['Failed', '/apiServerAccess/private']);
    assert.match(failed.remedy ?? '', /SLIPWAY_PRIVATE_REACH/);
    b.standpoint.reach = async () => ['northeurope'];
    const elsewhere = await b.verdictOf('private-reachable');
    assert.deepEqual([elsewhere.verdict, elsewhere.fact], ['Failed', 'workers declare others']);
    b.standpoint.reach = async () => ['northeurope', 'westeurope'];
    assert.equal((await b.verdictOf('private-reachable')).verdict, 'Passed');
  });
});

describe('egress-allowed', () => {
  const order = { apiServerAccess: { authorizedIpRanges: ['203.0.113.0/28', '198.51.100.7'] } };

  test('does not apply without authorized ranges, nor to a private API server', async () => {
    assert.equal((await bench().verdictOf('egress-allowed')).verdict, 'Skipped');
    const isPrivate = { apiServerAccess: { private: true, ...order.apiServerAccess } };
    assert.equal((await bench(isPrivate).verdictOf('egress-allowed')).verdict, 'Skipped');
  });

  test('is Unknown while nobody has declared from where workers come', async () => {
    const { verdict, remedy } = await bench(order).verdictOf('egress-allowed');
    assert.equal(verdict, 'Unknown');
    assert.match(remedy ?? '', /SLIPWAY_EGRESS_ADDRESSES/);
  });

  test('fails with the addresses that are missing, and passes with all of them', async () => {
    const b = bench(order);
    b.standpoint.egress = [cidr('203.0.113.8/30'), cidr('198.51.100.7/32'), cidr('192.0.2.1/32')];
    const failed = await b.verdictOf('egress-allowed');
    assert.deepEqual([failed.verdict, failed.pointer], ['Failed', '/apiServerAccess/authorizedIpRanges']);
    assert.match(failed.detail, /not authorized is 192\.0\.2\.1\/32\./);
    b.standpoint.egress = b.standpoint.egress.slice(0, 2);
    assert.equal((await b.verdictOf('egress-allowed')).verdict, 'Passed');
  });
});
