import type { Command } from 'commander';
import type { Declared } from '../declaration.ts';
import type { Operator } from '../usecases/operator/index.ts';

/** What the verbs act through. */
export interface Ops {
  /** The use cases; connects when first asked, so that help needs no Redis. */
  operator(): Promise<Operator>;
  /** Reads a declaration file as the service would. @throws Error that names every fault */
  check(file: string): Declared;
  /** Who acts: `ops:<user of the machine>`. */
  by: string;
  print(text: string): void;
}

/** A verb with the option that all have. */
export function addVerb(program: Command, signature: string, description: string): Command {
  return program.command(signature).description(description).option('--json', 'print JSON, for programs');
}

/** Prints what a verb found: as JSON if asked, else as people like it. */
export function show<T>(ops: Ops, options: { json?: true }, value: T, forPeople: (value: T) => string): void {
  ops.print(options.json ? JSON.stringify(value, null, 2) : forPeople(value));
}

/** Rows under headings, in columns as wide as their longest text. */
export function table(headings: string[], rows: string[][]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [headings, ...rows].map(line).join('\n');
}
