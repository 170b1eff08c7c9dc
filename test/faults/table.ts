import { readFile, writeFile } from 'node:fs/promises';
import { allCases, type Case } from './cases.ts';
import { play, type Told } from './play.ts';
import { openTheatre } from './stage.ts';

const page = new URL('../../docs/sandbox.md', import.meta.url);
const [begin, end] = ['<!-- lies:begin -->', '<!-- lies:end -->'];
const head = [
  'Fault',
  'Job',
  'Ends',
  'Failed at',
  'Code',
  'Class',
  'Turn',
  'Cluster',
  'Creates',
  'Left in Azure',
  'Minutes',
];

/** The rows of the table in `docs/sandbox.md`, as they stand there. */
export async function rowsOfPage(): Promise<string[]> {
  const text = await readFile(page, 'utf8');
  const table = text.split(begin)[1]?.split(end)[0] ?? '';
  return table.split('\n').filter((line) => line.startsWith('| `'));
}

/** What came of one case, as a row. */
export function rowOf(told: Told): string {
  const code = (text: string) => text && `\`${text}\``;
  const cells = [
    code(told.fault),
    told.job,
    told.ends,
    code(told.step),
    code(told.code),
    told.class,
    told.actionBy,
    told.cluster,
    told.creates,
    told.left,
    told.minutes,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Whether a row is about this case. */
export function isAbout({ fault, job }: Case, row: string): boolean {
  return row.startsWith(`| \`${fault}\` | ${job} |`);
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
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  const table = [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
  await writeFile(page, `${text.slice(0, from)}\n\n${table}\n\n${text.slice(to)}`);
}

if (import.meta.main) await write(process.argv.slice(2));
