import { readFile, writeFile } from 'node:fs/promises';
import { allCases, type Case } from './cases.ts';
import { play, type Told } from './play.ts';
import { openTheatre } from './stage.ts';

const page = new URL('../../docs/sandbox.md', import.meta.url);

interface Table {
  /** Between `<!-- name:begin -->` and `<!-- name:end -->`. */
  name: string;
  head: string[];
  holds(told: Told): boolean;
  cells(told: Told): (string | number)[];
}

const code = (text: string) => `\`${text}\``;
const inAzure = ({ cluster, creates, left, minutes }: Told) => [cluster, creates, left, minutes];
const IN_AZURE = ['Cluster', 'Creates', 'Left in Azure', 'Minutes'];

const tables: Table[] = [
  {
    name: 'failed',
    head: ['Fault', 'Job', 'Code', 'Failed at', 'Class, turn', ...IN_AZURE],
    holds: ({ ends }) => ends !== 'Succeeded',
    cells: (told) => [
      code(told.fault),
      told.job,
      code(told.code),
      code(told.step),
      `${told.class}, ${told.actionBy}`,
      ...inAzure(told),
    ],
  },
  {
    name: 'overcome',
    head: ['Fault', 'Job', ...IN_AZURE],
    holds: ({ ends }) => ends === 'Succeeded',
    cells: (told) => [code(told.fault), told.job, ...inAzure(told)],
  },
];

/** The rows of both tables in `docs/sandbox.md`, as they stand there. */
export async function rowsOfPage(): Promise<string[]> {
  const text = await readFile(page, 'utf8');
  return tables.flatMap(({ name }) => {
    const [from, to] = bounds(text, name);
    return text
      .slice(from, to)
      .split('\n')
      .filter((line) => line.startsWith('| `'));
  });
}

/** The cells of a row by the heads of their columns; a job that overcame its fault has no code. */
export function readRow(row: string): Record<string, string> {
  const cells = row.split('|').slice(1, -1);
  const head = tables.find((table) => table.head.length === cells.length)?.head ?? [];
  return Object.fromEntries(head.map((name, index) => [name, `${cells[index]}`.trim().replaceAll('`', '')]));
}

/** What came of one case, as a row. */
export function rowOf(told: Told): string {
  const cells = tables.find(({ holds }) => holds(told))?.cells(told) ?? [];
  return `| ${cells.join(' | ')} |`;
}

/** Whether a row is about this case. */
export function isAbout({ fault, job }: Case, row: string): boolean {
  return row.startsWith(`| \`${fault}\` | ${job} |`);
}

function bounds(text: string, name: string): [from: number, to: number] {
  const begin = `<!-- ${name}:begin -->`;
  return [text.indexOf(begin) + begin.length, text.indexOf(`<!-- ${name}:end -->`)];
}

/** Plays cases and puts their rows into the page; with names, those faults alone. */
async function write(names: string[]): Promise<void> {
  const theatre = await openTheatre();
  const before = await rowsOfPage();
  const rows: string[] = [];
  try {
    for (const each of allCases()) {
      const known = before.find((row) => isAbout(each, row));
      const isWanted = names.length === 0 || names.includes(each.fault) || known === undefined;
      rows.push(isWanted ? rowOf(await play(theatre.folder, each)) : known);
      if (isWanted) process.stdout.write(`${rows.at(-1)}\n`);
    }
  } finally {
    theatre.close();
  }
  let text = await readFile(page, 'utf8');
  for (const { name, head } of tables) {
    const own = rows.filter((row) => row.split('|').length === head.length + 2);
    const table = [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...own].join('\n');
    const [from, to] = bounds(text, name);
    text = `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`;
  }
  await writeFile(page, text);
}

if (import.meta.main) await write(process.argv.slice(2));
