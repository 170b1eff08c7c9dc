import { type Cidr, readRange } from '../../../model/cidr.ts';
import type { SecurityRule } from '../../../ports.ts';
import { type Box, boxesOf, common, type Range, without } from './boxes.ts';

/** Protocols in the order in which a flow's dimension counts them. */
const protocols: readonly string[] = ['TCP', 'UDP', 'ICMP', 'ESP', 'AH'];
const ports: Range = { first: 0, last: 65_535 };
const addresses: Range = { first: 0, last: 2 ** 32 - 1 };
const everyProtocol: Range = { first: 0, last: protocols.length - 1 };

/** Dimensions of a flow: source, destination, source port, destination port, protocol. */
const dimension = { destinationPort: 3, protocol: 4 } as const;

export interface Flow {
  protocol: 'TCP' | 'UDP';
  port: Range;
}

/** Some of the traffic that a rule denies. */
export interface Denial {
  rule: SecurityRule;
  flows: Box[];
}

/** Everything that is sent from one set of ranges to another. */
export function traffic(sources: readonly Cidr[], destinations: readonly Cidr[]): Box[] {
  return boxesOf([[...sources], [...destinations], [ports], [ports], [everyProtocol]]);
}

/** More pieces than this a group of rules is not followed into. */
const mostPieces = 20_000;

/**
 * What a security group denies of some traffic: its rules are gone through by priority, and each decides on what those
 * before it have left.
 * @param inside what the tag `VirtualNetwork` stands for
 * @returns nothing if the rules are too many to follow
 */
export function denials(
  rules: readonly SecurityRule[],
  direction: SecurityRule['direction'],
  wanted: readonly Box[],
  inside: readonly Cidr[],
): Denial[] | undefined {
  const found: Denial[] = [];
  let open = [...wanted];
  const inTurn = rules.filter((rule) => rule.direction === direction).toSorted((a, b) => a.priority - b.priority);
  for (const rule of inTurn) {
    // A rule may name thousands of ranges: only those count that something open touches.
    const dimensions = dimensionsOf(rule, inside).map((ranges, index) =>
      ranges.filter((range) => open.some((box) => meets(box[index], range))),
    );
    const pieces = dimensions.reduce((product, { length }) => product * length, open.length);
    if (pieces > mostPieces) return undefined;
    const matched = boxesOf(dimensions);
    if (rule.access === 'Deny') {
      const flows = open.flatMap((box) => matched.map((cut) => common(box, cut))).filter((flow) => flow !== undefined);
      if (flows.length > 0) found.push({ rule, flows });
    }
    for (const cut of matched) {
      open = open.flatMap((box) => without(box, cut));
      if (open.length > mostPieces) return undefined;
    }
  }
  return found;
}

function meets(one: Range | undefined, other: Range): boolean {
  return one !== undefined && one.first <= other.last && other.first <= one.last;
}

/** Whether some of the flows are of this kind. */
export function touches(flows: readonly Box[], { protocol, port }: Flow): boolean {
  const index = protocols.indexOf(protocol);
  const kind: Box = [addresses, addresses, ports, port, { first: index, last: index }];
  return flows.some((box) => common(box, kind));
}

/** `UDP 8472`, `TCP 22`, `all traffic`. */
export function describe(flows: readonly Box[]): string {
  const texts = flows.map((box) => {
    const { first, last } = box[dimension.destinationPort] ?? ports;
    const kinds = box[dimension.protocol] ?? everyProtocol;
    const every = kinds.first === everyProtocol.first && kinds.last === everyProtocol.last;
    const all = first === ports.first && last === ports.last;
    const port = all ? '' : ` ${first === last ? first : `${first}-${last}`}`;
    const names = protocols.slice(kinds.first, kinds.last + 1).join('/');
    return every ? (all ? 'all traffic' : `every protocol,${port ? ` port${port}` : ''}`) : `${names}${port}`;
  });
  const [several, more] = [[...new Set(texts)], 4];
  return several.length > more ? `${several.slice(0, more).join(', ')} and more` : several.join(', ');
}

function dimensionsOf(rule: SecurityRule, inside: readonly Cidr[]): Range[][] {
  const hosts = (texts: string[]) => texts.flatMap((text) => addressesOf(text, inside));
  return [
    hosts(rule.sources),
    hosts(rule.destinations),
    rule.sourcePorts.flatMap(portsOf),
    rule.destinationPorts.flatMap(portsOf),
    protocolOf(rule.protocol),
  ];
}

/**
 * Of the service tags only `VirtualNetwork` holds addresses of nodes: the others are of Azure's services, of the Internet
 * outside, or of the load balancer's probes.
 */
function addressesOf(text: string, inside: readonly Cidr[]): Range[] {
  if (/^(\*|any)$/i.test(text)) return [addresses];
  if (/^virtualnetwork$/i.test(text)) return [...inside];
  return [readRange(text) ?? []].flat();
}

function portsOf(text: string): Range[] {
  if (text === '*') return [ports];
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return from === undefined ? [] : [{ first: Number(from), last: Number(to) }];
}

function protocolOf(text: string): Range[] {
  if (text === '*') return [everyProtocol];
  const index = protocols.indexOf(text.toUpperCase());
  return index < 0 ? [] : [{ first: index, last: index }];
}
