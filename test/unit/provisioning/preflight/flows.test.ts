import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type Cidr, readRange } from '../../../../src/model/cidr.ts';
import type { SecurityRule } from '../../../../src/ports.ts';
import { type Box, common, without } from '../../../../src/provisioning/preflight/network/boxes.ts';
import {
  denials,
  describe as describeFlows,
  touches,
  traffic,
} from '../../../../src/provisioning/preflight/network/flows.ts';

const range = (text: string): Cidr => {
  const found = readRange(text);
  assert.ok(found, text);
  return found;
};
const nodes = range('10.1.0.0/24');
const space = [range('10.1.0.0/16')];

const rule = (priority: number, access: 'Allow' | 'Deny', change: Partial<SecurityRule> = {}): SecurityRule => ({
  name: `${access}${priority}`,
  direction: 'Inbound',
  access,
  priority,
  protocol: '*',
  sources: ['*'],
  destinations: ['*'],
  sourcePorts: ['*'],
  destinationPorts: ['*'],
  ...change,
});
/** Azure's own, at the end of every group. */
const last = [
  rule(65_000, 'Allow', { sources: ['VirtualNetwork'], destinations: ['VirtualNetwork'] }),
  rule(65_001, 'Allow', { sources: ['AzureLoadBalancer'] }),
  rule(65_500, 'Deny'),
];

const told = (rules: SecurityRule[], sources = [nodes], destinations = [nodes]) =>
  (denials([...rules, ...last], 'Inbound', traffic(sources, destinations), space) ?? []).map(
    ({ rule: { name }, flows }) => `${name}: ${describeFlows(flows)}`,
  );

const cases: [title: string, rules: SecurityRule[], expected: string[]][] = [
  ["Azure's own rules alone let nodes talk", [], []],
  ['a deny of everything is one', [rule(100, 'Deny')], ['Deny100: all traffic']],
  ['an allow before it takes it away', [rule(100, 'Allow'), rule(200, 'Deny')], []],
  ['an allow after it does not', [rule(200, 'Allow'), rule(100, 'Deny')], ['Deny100: all traffic']],
  ['the order in the list does not count', [rule(200, 'Deny'), rule(100, 'Allow')], []],
  ['rules of the other direction do not count', [rule(100, 'Deny', { direction: 'Outbound' })], []],
  ['a protocol', [rule(100, 'Deny', { protocol: 'Udp' })], ['Deny100: UDP']],
  ['a port', [rule(100, 'Deny', { protocol: 'Tcp', destinationPorts: ['22'] })], ['Deny100: TCP 22']],
  ['a port of every protocol', [rule(100, 'Deny', { destinationPorts: ['22'] })], ['Deny100: every protocol, port 22']],
  [
    'some ports',
    [rule(100, 'Deny', { protocol: 'Udp', destinationPorts: ['53', '8000-9000'] })],
    ['Deny100: UDP 53, UDP 8000-9000'],
  ],
  [
    'an allow inside a deny leaves the rest',
    [rule(100, 'Allow', { protocol: 'Udp', destinationPorts: ['8472'] }), rule(200, 'Deny', { protocol: 'Udp' })],
    ['Deny200: UDP 0-8471, UDP 8473-65535'],
  ],
  ['the tag of the network', [rule(100, 'Deny', { sources: ['VirtualNetwork'] })], ['Deny100: all traffic']],
  ['the tag in small letters', [rule(100, 'Deny', { sources: ['virtualnetwork'] })], ['Deny100: all traffic']],
  ['any as a word', [rule(100, 'Deny', { sources: ['Any'] })], ['Deny100: all traffic']],
  ['everything as a range', [rule(100, 'Deny', { sources: ['0.0.0.0/0'] })], ['Deny100: all traffic']],
  [
    'tags of what is outside touch no node',
    [
      rule(100, 'Deny', { sources: ['Internet'] }),
      rule(101, 'Deny', { sources: ['AzureLoadBalancer', 'Storage.WestEurope'] }),
    ],
    [],
  ],
  ['a range elsewhere touches no node', [rule(100, 'Deny', { sources: ['10.2.0.0/16'] })], []],
  ['IPv6 touches no node', [rule(100, 'Deny', { sources: ['::/0'] })], []],
  ['a range over the nodes', [rule(100, 'Deny', { sources: ['10.0.0.0/8'] })], ['Deny100: all traffic']],
  ['one node of many', [rule(100, 'Deny', { sources: ['10.1.0.7'] })], ['Deny100: all traffic']],
  ['a range with host bits', [rule(100, 'Deny', { sources: ['10.1.0.7/25'] })], ['Deny100: all traffic']],
  ['destinations count too', [rule(100, 'Deny', { destinations: ['10.1.1.0/24'] })], []],
  [
    'two halves allow the whole',
    [
      rule(100, 'Allow', { sources: ['10.1.0.0/25'] }),
      rule(101, 'Allow', { sources: ['10.1.0.128/25'] }),
      rule(200, 'Deny'),
    ],
    [],
  ],
  [
    'half allowed leaves half denied',
    [rule(100, 'Allow', { sources: ['10.1.0.0/25'] }), rule(200, 'Deny')],
    ['Deny200: all traffic'],
  ],
  [
    'several prefixes in one rule',
    [rule(100, 'Allow', { sources: ['10.1.0.0/25', '10.1.0.128/25'] }), rule(200, 'Deny')],
    [],
  ],
  ['application security groups hold no node', [rule(100, 'Deny', { sources: [] })], []],
  ['a source port counts', [rule(100, 'Deny', { sourcePorts: ['1-1023'], protocol: 'Tcp' })], ['Deny100: TCP']],
  ['a protocol that nobody knows denies nothing', [rule(100, 'Deny', { protocol: 'Sctp' })], []],
  [
    'what two rules deny is told of the first',
    [rule(100, 'Deny', { protocol: 'Tcp' }), rule(200, 'Deny')],
    ['Deny100: TCP', 'Deny200: UDP/ICMP/ESP/AH'],
  ],
];

describe('the rules of a security group', () => {
  for (const [title, rules, expected] of cases) {
    test(title, () => assert.deepEqual(told(rules), expected));
  }

  test('without the rules of Azure nothing is allowed that no rule names, and nothing is told of no rule', () => {
    assert.deepEqual(denials([], 'Inbound', traffic([nodes], [nodes]), space), []);
  });

  test('several subnets talk to each other', () => {
    const other = range('10.1.9.0/24');
    const rules = [rule(100, 'Deny', { sources: ['10.1.9.0/24'], protocol: 'Tcp' })];
    assert.deepEqual(told(rules), []);
    assert.deepEqual(told(rules, [nodes, other]), ['Deny100: TCP']);
  });

  test('a flow is touched by part of its ports', () => {
    const [denial] =
      denials(
        [rule(100, 'Deny', { protocol: 'Udp', destinationPorts: ['8000-8472'] })],
        'Inbound',
        traffic([nodes], [nodes]),
        space,
      ) ?? [];
    assert.ok(denial);
    assert.equal(touches(denial.flows, { protocol: 'UDP', port: { first: 8472, last: 8472 } }), true);
    assert.equal(touches(denial.flows, { protocol: 'UDP', port: { first: 8473, last: 9000 } }), false);
    assert.equal(touches(denial.flows, { protocol: 'TCP', port: { first: 8472, last: 8472 } }), false);
  });

  test('thousands of ranges times thousands of ports are not followed', () => {
    const sources = Array.from({ length: 250 }, (_, index) => `10.1.0.${index}`);
    const destinationPorts = Array.from({ length: 250 }, (_, index) => `${index}`);
    assert.equal(
      denials([rule(100, 'Deny', { sources, destinationPorts })], 'Inbound', traffic([nodes], [nodes]), space),
      undefined,
    );
  });

  test('a rule of thousands of ranges that are not of nodes costs next to nothing, one of such that are is not unrolled', () => {
    const many = (network: string) =>
      Array.from({ length: 4_000 }, (_, index) => `${network}.${Math.floor(index / 250)}.${index % 250}`);
    const destinationPorts = Array.from({ length: 1_000 }, (_, index) => `${index}`);
    const ruleOf = (network: string) =>
      rule(100, 'Deny', { sources: many(network), destinations: many(network), destinationPorts });
    assert.deepEqual(told([ruleOf('192.168')]), []);
    const wide = [range('10.1.0.0/16')];
    assert.equal(denials([ruleOf('10.1')], 'Inbound', traffic(wide, wide), space), undefined);
  });
});

describe('boxes', () => {
  const side = fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
  const box = fc.tuple(side, side, side);
  const point = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9));
  const holds = (one: Box, at: number[]) =>
    one.every(({ first, last: end }, index) => first <= (at[index] ?? -1) && (at[index] ?? -1) <= end);

  test('what is left and what was cut out make up the whole, and nothing is in it twice', () => {
    fc.assert(
      fc.property(box, box, point, (whole, cut, at) => {
        const pieces = without(whole, cut).filter((piece) => holds(piece, at)).length;
        assert.equal(pieces, Number(holds(whole, at) && !holds(cut, at)));
        const both = common(whole, cut);
        assert.equal(both !== undefined && holds(both, at), holds(whole, at) && holds(cut, at));
      }),
    );
  });
});
