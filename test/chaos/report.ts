import type { audit } from './auditor/audit.ts';
import type { Evidence } from './auditor/evidence.ts';
import type { Done } from './mayhem.ts';
import type { Recovery } from './recovery.ts';

export interface Result {
  /** By which the run can be made again. */
  title: string;
  done: Done[];
  evidence: Evidence;
  recoveries: Recovery[];
  broken: ReturnType<typeof audit>;
  /** From the end of the mayhem until nothing was open. */
  drainMs: number;
  /** How often the sandbox answered 429. */
  throttled: number;
  /** Logs, append-only file and state of the sandbox; there only if a rule is broken. */
  folder: string;
}

/** How many breaches of one rule are printed. */
const mostShown = 10;

/** What a run has to show, as text. */
export function report(result: Result): string {
  const { title, done, evidence, recoveries, broken } = result;
  const { ledger, store } = evidence;
  const { counts } = ledger;
  const broke = (rule: string) => broken.find((each) => each.rule === rule)?.breaches.length ?? 0;
  const copies = [...Map.groupBy(evidence.receiver.received, ({ id }) => id).values()].map(({ length }) => length);
  const times = recoveries.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const at = (share: number) => seconds(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
  const faulty = evidence.orders.filter(({ fault }) => fault !== undefined).length;
  const lines: [string, string][] = [
    ['run', title],
    ['kills', tally(done, 'kill')],
    ['freezes', tally(done, 'freeze')],
    ['restarts', tally(done, 'restart')],
    ['queue forgot', tally(done, 'forget')],
    ['faults', `${faulty} orders by tag, ${count(done, 'faults')} of the whole cloud, ${result.throttled} times 429`],
    ['orders', `${counts.posted} sent, ${counts.accepted} accepted; ${ledger.promised.length} jobs`],
    ['ended', list(tallyOf([...store.jobs.values()].map(({ record: { job } }) => job.status)))],
    ['refused', `${list(counts.refused)}; ${counts.retried} sent again`],
    ['duplicates', `${broke('duplicates')}`],
    ['lost', `${broke('lost') + broke('unfinished')}`],
    ['stuck', `${broke('stuck')}`],
    ['events', `${store.events.size}`],
    ['deliveries', list(tallyOf(copies.map((n) => (n === 1 ? 'once' : n === 2 ? 'twice' : 'more'))))],
    ['recovery', `${times.length} jobs in dead hands; p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`],
    ['drained', `in ${seconds(result.drainMs)}`],
  ];
  const shown = lines.map(([name, value]) => `${name.padEnd(13)} ${value}`);
  const verdict = broken.length === 0 ? 'passed' : `FAILED: ${broken.map(({ rule }) => rule).join(', ')}`;
  return [...shown, `${'verdict'.padEnd(13)} ${verdict}`, ...broken.flatMap(describe)].join('\n');
}

function describe({ rule, breaches }: Result['broken'][number]): string[] {
  const more = breaches.length - mostShown;
  return [
    `\n${rule}:`,
    ...breaches.slice(0, mostShown).map(({ id, says }) => `  ${id} ${says}`),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

function count(done: Done[], what: Done['what']): number {
  return done.filter((each) => each.what === what).length;
}

function tally(done: Done[], what: Done['what']): string {
  const whom = done.filter((each) => each.what === what).map((each) => each.whom.replace(/-\d+$/, ''));
  return `${whom.length}${whom.length > 0 ? ` (${list(tallyOf(whom))})` : ''}`;
}

function tallyOf(items: string[]): Record<string, number> {
  return Object.fromEntries([...Map.groupBy(items, (item) => item)].map(([item, all]) => [item, all.length]));
}

/** `Succeeded 20, Failed 1` */
export function list(counts: Record<string, number>): string {
  return Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '-' : `${(ms / 1_000).toFixed(1)} s`;
}
