import { readFileSync } from 'node:fs';
import { CATALOGUE } from '../../sandbox/faults/catalogue.ts';

/** A row of the table in `docs/sandbox.md`: what a caller sees of a fault. The page is the test's data. */
export interface Lie {
  fault: string;
  job: 'create' | 'delete';
  status: string;
  code: string;
  class: string;
  cluster: string;
  creates: string;
  left: string;
  /** Of the cluster that meets it. */
  name: string;
  byTag: boolean;
  /** Whether it shows only where a CNI is installed. */
  needsCni: boolean;
  /** For what no tag can say. */
  scripted: object[];
}

/** Faults that a test has to bend, or they would take too long. */
const params: Record<string, object> = { slow: { factor: 2 }, 'late-answer': { seconds: 3 } };

/** Faults of the traffic between pods. */
const ofTraffic = [
  'pod-network-broken',
  'cross-node-broken',
  'service-network-broken',
  'dns-broken',
  'flaky-pod-network',
];

/** The rows between `<!-- lies:begin -->` and its end. */
export function readLies(): Lie[] {
  return rowsOf('lies').map(([fault = '', job = '', status = '', code = '', who = '', cluster = '', ...rest]) => {
    const [creates = '', left = ''] = rest;
    const name = `${job.slice(0, 1)}-${fault}`;
    const { on = [], timesByTag } = CATALOGUE[fault] ?? {};
    const isDelete = job === 'delete';
    const calls = isDelete && on.includes('put') ? { on: on.filter((call) => call !== 'put') } : {};
    const bent = { ...calls, ...params[fault] };
    const byTag = !isDelete && params[fault] === undefined;
    const times = timesByTag === undefined ? {} : { times: timesByTag };
    const scripted = byTag ? [] : [{ name: fault, match: { group: `rg-${name}` }, ...times, params: bent }];
    const shape = {
      fault,
      job: isDelete ? 'delete' : 'create',
      status,
      code,
      class: who,
      cluster,
      creates,
      left,
    } as const;
    return { ...shape, name, byTag, needsCni: ofTraffic.includes(fault), scripted };
  });
}

/** `[step, code, minutes, faults]` of what only a deadline ends. */
export const readDeadlines = () => rowsOf('deadlines');

/** `[fault, code, after]` of what `pods-connect` waits for in vain. */
export const readWaits = () => rowsOf('waits');

/** Faults that stand in no table. */
export function undocumented(): string[] {
  const documented = [
    ...readLies().map(({ fault }) => fault),
    ...[...readDeadlines(), ...readWaits()].map(([fault]) => fault),
  ];
  return Object.keys(CATALOGUE).filter((name) => !documented.includes(name));
}

function rowsOf(name: string): string[][] {
  const page = readFileSync(new URL('../../docs/sandbox.md', import.meta.url), 'utf8');
  const table = page.split(`<!-- ${name}:begin -->`)[1]?.split(`<!-- ${name}:end -->`)[0] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}
