import type { Command } from 'commander';
import { ProblemError, problem } from '../model/problem.ts';
import { addVerb, type Ops, show } from './verb.ts';

/** `ops declare --check <file>`: the faults of a declaration file, before a process is started with it. */
export function addDeclare(program: Command, ops: Ops): void {
  addVerb(program, 'declare', 'Check a declaration file, its references included; nothing is applied')
    .requiredOption('--check <file>', 'the file, as SLIPWAY_DECLARATION_FILE would name it')
    .action(({ check: file, json }: { check: string; json?: true }) => {
      const { accounts, tenants, keys, endpoints } = read(ops, file);
      const counts = {
        accounts: accounts.length,
        tenants: Object.keys(tenants).length,
        keys: keys.length,
        webhookEndpoints: endpoints.length,
      };
      show(ops, json ? { json } : {}, counts, () =>
        Object.entries(counts)
          .map(([what, count]) => `${count} ${what}`)
          .join(', '),
      );
    });
}

function read({ check }: Ops, file: string) {
  try {
    return check(file);
  } catch (error) {
    throw new ProblemError(problem('validation-failed', error instanceof Error ? error.message : String(error)));
  }
}
