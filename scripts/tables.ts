import { readFile, writeFile } from 'node:fs/promises';
import type { CallKind } from '../sandbox/arm/request.ts';
import { DURATIONS } from '../sandbox/durations.ts';
import { CATALOGUE } from '../sandbox/faults/catalogue.ts';
import { codeRows } from '../src/adapters/azure/arm-codes.ts';
import { EnvironmentSchema } from '../src/config-schema.ts';
import type { JobKind } from '../src/model/job.ts';
import { problemCatalogue } from '../src/model/problem-catalogue.ts';
import { resolveWindow } from '../src/provisioning/defaults.ts';
import { type PlanInput, plans, type StepName, stepTitles } from '../src/provisioning/plans.ts';
import { DIFFERENCES, NOT_COMPARED } from '../test/sandbox/conformance/differences.ts';

/** A table in a page, between `<!-- name:begin -->` and `<!-- name:end -->`. */
interface Table {
  page: string;
  name: string;
  render(): string;
}

const tables: Table[] = [
  { page: 'docs/settings.md', name: 'settings', render: settings },
  { page: 'ARCHITECTURE.md', name: 'plans', render: planMatrix },
  { page: 'docs/sandbox.md', name: 'faults', render: faults },
  { page: 'docs/sandbox.md', name: 'durations', render: durations },
  { page: 'docs/sandbox.md', name: 'differences', render: differences },
  { page: 'docs/sandbox.md', name: 'not-compared', render: notCompared },
  { page: 'docs/errors.md', name: 'azure-codes', render: azureCodes },
  { page: 'docs/errors.md', name: 'problems', render: problems },
];

interface Setting {
  type?: string;
  default?: unknown;
  description?: string;
}

/** Every environment variable, with its default and what it does. */
function settings(): string {
  const rows = Object.entries(EnvironmentSchema.properties as Record<string, Setting>).map(([name, setting]) => [
    `\`${name}\``,
    setting.default === undefined || setting.default === '' ? '' : `\`${setting.default}\``,
    setting.description ?? '',
  ]);
  return table(['Variable', 'Default', 'What'], rows);
}

const keep = { cni: { plugin: 'cilium' }, onFailure: 'keep', verify: 'pods' } as const;
const maintenanceWindow = resolveWindow({ dayOfWeek: 'Sunday', startTime: '02:00' });
const forms: [title: string, kind: JobKind, input: PlanInput][] = [
  ['create', 'cluster.create', { order: keep }],
  ['create, `external`', 'cluster.create', { order: { ...keep, cni: { plugin: 'external' } } }],
  ['create, `verify: nodes`', 'cluster.create', { order: { ...keep, verify: 'nodes' } }],
  ['create, `onFailure: delete`', 'cluster.create', { order: { ...keep, onFailure: 'delete' } }],
  ['create, `maintenanceWindow`', 'cluster.create', { order: { ...keep, maintenanceWindow } }],
  ['delete', 'cluster.delete', { order: keep }],
  ['delete of a running job', 'cluster.delete', { order: keep, supersedes: true }],
  ['first CNI', 'cluster.change-cni', { order: { ...keep, cni: { plugin: 'external' } }, cni: keep.cni }],
  ['own CNI verified', 'cluster.change-cni', { order: { ...keep, cni: { plugin: 'external' } } }],
  ['CNI changed', 'cluster.change-cni', { order: keep, cni: keep.cni }],
];

/** Which step stands where in each plan: a number in the main stage, `e` and a number in the ending stage. */
function planMatrix(): string {
  const columns = forms.map(([, kind, input]) => plans[kind](input));
  const place = (names: StepName[], name: StepName, mark: string) =>
    names.includes(name) ? [`${mark}${names.indexOf(name) + 1}`] : [];
  const rows = (Object.keys(stepTitles) as StepName[]).map((name) => [
    `\`${name}\``,
    stepTitles[name],
    ...columns.map(({ main, ending }) => [...place(main, name, ''), ...place(ending, name, 'e')].join(', ')),
  ]);
  const limits = ['', 'Limit of the whole job, minutes', ...columns.map((plan) => `${plan.deadlineMinutes}`)];
  return table(['Step', 'What it does', ...forms.map(([title]) => title)], [...rows, limits]);
}

/** How long each kind of operation takes in the sandbox, in Azure's time. */
function durations(): string {
  const readable = (ms: number) => (ms < 60_000 ? `${ms / 1000} s` : `${ms / 60_000} min`);
  const rows = Object.entries(DURATIONS).map(([name, { what, median, p99, longest, source }]) => [
    `\`${name}\``,
    what,
    ...[median, p99, longest].map(readable),
    source,
  ]);
  return table(['Kind', 'What', 'Median', '99 of 100', 'Longest', 'Source'], rows);
}

/** Every fault of the sandbox, where it strikes, how often by a tag, and who has met it. */
function faults(): string {
  const rows = Object.entries(CATALOGUE).map(([name, { what, source, on = [], course, timesByTag }]) => [
    `\`${name}\``,
    what,
    course ?? on.map((call) => `\`${call}\``).join(', '),
    on.some(isTagged) || course !== undefined ? (timesByTag === undefined ? 'always' : `${timesByTag}×`) : '',
    source,
  ]);
  return table(['Name', 'What happens', 'Where', 'By tag', 'Source'], rows);
}

/** Whether a call is about a cluster, which bears tags. */
function isTagged(call: CallKind): boolean {
  return !['token', 'chart-index', 'chart', 'activity-log'].includes(call);
}

/** What the sandbox is known to answer otherwise than Azure did. */
function differences(): string {
  const rows = DIFFERENCES.map(({ where, recordings, what, why }) => [
    `\`${where}\``,
    recordings.map((name) => `\`${name}\``).join(', '),
    what,
    why,
  ]);
  return table(['Where', 'Recordings', 'What Azure answered', 'Why'], rows);
}

/** What of the recordings is not compared. */
function notCompared(): string {
  const rows = NOT_COMPARED.map(({ recording, exchanges: [from, to], why }) => [
    `\`${recording}\``,
    from === to ? `${from}` : `${from} to ${to}`,
    why,
  ]);
  return table(['Recording', 'Exchanges', 'Why'], rows);
}

/** Every code of Azure's that is known, which problem it becomes and what mends it, where that is not the problem's remedy. */
function azureCodes(): string {
  const made = "made of Azure's message";
  const rows = codeRows.map(({ code, class: retry, problem, remedy }) => [
    `\`${code}\``,
    retry,
    `[\`${problem}\`](#${problem})`,
    typeof remedy === 'function' ? made : (remedy ?? ''),
  ]);
  return table(['Azure says', 'Class', 'Problem', 'Remedy'], rows);
}

/** Every problem code, whose turn it is and what mends it. */
function problems(): string {
  const rows = Object.entries(problemCatalogue).map(([code, { status, actionBy, retryable, remedy }]) => [
    `[\`${code}\`](#${code})`,
    `${status}`,
    actionBy,
    retryable,
    remedy,
  ]);
  return table(['Code', 'Status', '`actionBy`', '`retryable`', 'Remedy'], rows);
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** The page with its table as it should be. */
function renew(text: string, { page, name, render }: Table): string {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} lacks ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${render()}\n\n${text.slice(to)}`;
}

/** Pages whose tables are out of date, with the text that they should have. */
async function staleTables(): Promise<Map<string, string>> {
  const stale = new Map<string, string>();
  for (const each of tables) {
    const file = new URL(`../${each.page}`, import.meta.url);
    const current = await readFile(file, 'utf8');
    const renewed = renew(stale.get(each.page) ?? current, each);
    if (renewed !== current) stale.set(each.page, renewed);
  }
  return stale;
}

if (import.meta.main) {
  const stale = await staleTables();
  if (process.argv.includes('--check')) {
    for (const page of stale.keys()) {
      process.stderr.write(`${page} is out of date: run node_modules/.bin/node scripts/tables.ts\n`);
    }
    if (stale.size > 0) process.exitCode = 1;
  } else {
    for (const [page, text] of stale) await writeFile(new URL(`../${page}`, import.meta.url), text);
  }
}
