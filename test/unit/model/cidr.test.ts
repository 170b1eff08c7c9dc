import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Cidr, holds, overlaps, parseAddress, parseCidr } from '../../../src/model/cidr.ts';

const range = (text: string): Cidr => {
  const cidr = parseCidr(text);
  assert.ok(typeof cidr !== 'string', `${text}: ${String(cidr)}`);
  return cidr;
};
const anyRange = fc.tuple(fc.nat(2 ** 32 - 1), fc.integer({ min: 0, max: 32 })).map(([number, prefix]) => {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(number / size) * size;
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return { text: `${octets.join('.')}/${prefix}`, first, last: first + size - 1 };
});

describe('an address range', () => {
  test('is read strictly: no host bits, no octal, no short forms, nothing but IPv4', () => {
    const wrong = [
      '10.0.0.0/33',
      '10.0.0.1/16',
      '10.0.0.0',
      '010.0.0.0/8',
      '::/0',
      '10.0/16',
      '10.0.0.0/016',
      '10.0.0.256/32',
      ' 10.0.0.0/8',
      '10.0.0.0/8 ',
      '0x0a.0.0.0/8',
      '10.0.0.0/-1',
      '',
    ];
    for (const text of wrong) assert.equal(typeof parseCidr(text), 'string', text);
    assert.match(String(parseCidr('10.0.0.1/16')), /the range is 10\.0\.0\.0\/16/);
  });

  test('goes from its first to its last address', () => {
    fc.assert(
      fc.property(anyRange, ({ text, first, last }) => {
        const cidr = range(text);
        assert.equal(cidr.first, first);
        assert.equal(cidr.last, last);
        assert.ok(holds(cidr, first) && holds(cidr, last));
      }),
    );
  });

  test('overlaps another exactly if they share an address', () => {
    fc.assert(
      fc.property(anyRange, anyRange, (a, b) => {
        // Ranges nest or stand apart: they share an address if one holds the other's first.
        const shared = holds(range(a.text), b.first) || holds(range(b.text), a.first);
        assert.equal(overlaps(range(a.text), range(b.text)), shared);
      }),
    );
  });

  test('an address is read as strictly', () => {
    assert.equal(parseAddress('10.0.0.10'), 10 * 2 ** 24 + 10);
    for (const text of ['10.0.0.010', '10.0.0', '10.0.0.256', '::1', '']) assert.equal(parseAddress(text), undefined);
  });
});
