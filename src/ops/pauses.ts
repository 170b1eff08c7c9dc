import { type Command, Option } from 'commander';
import { Value } from 'typebox/value';
import { jobKinds } from '../model/job.ts';
import { type Pause, type PauseMatch, PauseOrderSchema, pausables } from '../model/pause.ts';
import { addVerb, type Ops, show, table } from './verb.ts';

/** `ops pause`, `ops pauses`, `ops resume`: stop acceptance or work, see what is stopped, go on. */
export function addPauses(program: Command, ops: Ops): void {
  addVerb(program, 'pause', 'Refuse new orders (acceptance) or hold jobs (work), all or those that fit')
    .argument('<what>', pausables.join(' or '))
    .requiredOption('--message <text>', 'shown to callers')
    .addOption(new Option('--kind <kind>', 'only jobs of this kind').choices([...jobKinds]))
    .option('--tenant <tenant>', 'only of this tenant')
    .option('--subscription <id>', 'only in this Azure subscription')
    .option('--region <region>', 'only in this Azure region')
    .action(async (what: string, options: PauseMatch & { message: string; json?: true }) => {
      const { json: _, message, ...match } = options;
      const order = { what, match, message };
      if (!Value.Check(PauseOrderSchema, order)) {
        const faults = Value.Errors(PauseOrderSchema, order).map((error) => `${error.instancePath} ${error.message}`);
        program.error(`error: ${faults.join('; ')}`);
        return;
      }
      const made = await (await ops.operator()).pause(ops.by, order);
      show(ops, options, made, ({ id }) => `${id} is in force. To take it back: npm run ops -- resume ${id}`);
    });

  addVerb(program, 'pauses', 'List the pauses in force').action(async (options: { json?: true }) => {
    show(ops, options, await (await ops.operator()).pauses(), pauseTable);
  });

  addVerb(program, 'resume', 'Take a pause back; what it held goes on within seconds')
    .argument('<id>', 'pau_…')
    .action(async (id: string, options: { json?: true }) => {
      await (await ops.operator()).resume(ops.by, id);
      show(ops, options, { id }, () => `${id} is over.`);
    });
}

function pauseTable(pauses: Pause[]): string {
  if (pauses.length === 0) return 'Nothing is paused.';
  const rows = pauses.map(({ id, what, match, createdAt, by, message }) => [
    id,
    what,
    Object.entries(match)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ') || 'everything',
    createdAt,
    by,
    message,
  ]);
  return table(['PAUSE', 'WHAT', 'MATCH', 'SINCE', 'BY', 'MESSAGE'], rows);
}
