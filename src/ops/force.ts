import { type Command, InvalidArgumentError, Option } from 'commander';
import { idPattern } from '../model/id.ts';
import type { ForceOrder } from '../ports.ts';
import { addVerb, type Ops, show } from './verb.ts';

/** `ops force <job>`: ends a job, whoever holds it. */
export function addForce(program: Command, ops: Ops): void {
  addVerb(program, 'force', 'End an open job at once, whether a worker holds it or not; nothing is cleaned up')
    .argument('<job>', 'job_…', jobId)
    .requiredOption('--reason <text>', 'shown to whoever owns the job', reason)
    .addOption(new Option('--status <word>', 'what it ends as').choices(['Failed', 'Canceled']).default('Failed'))
    .action(async (id: string, options: Omit<ForceOrder, 'by'> & { json?: true }) => {
      const { status, reason } = options;
      const job = await (await ops.operator()).forceJob(id, { status, reason, by: ops.by });
      show(ops, options, job, ({ error }) => `${id} is ${status}. ${error?.remedy}`);
    });
}

function jobId(text: string): string {
  if (!new RegExp(idPattern('job')).test(text)) throw new InvalidArgumentError('That is not the id of a job.');
  return text;
}

function reason(text: string): string {
  if (text.trim() === '' || text.length > 500) throw new InvalidArgumentError('Use 1 to 500 characters.');
  return text;
}
