import { type Command, Option } from 'commander';
import { jobConditions, type OpenJobView } from '../model/open-job.ts';
import type { ListJobsFilter } from '../usecases/operator/list-jobs.ts';
import { addVerb, type Ops, show, table } from './verb.ts';

/** `ops jobs`: open jobs of all tenants, with what was last seen of each. */
export function addJobs(program: Command, ops: Ops): void {
  addVerb(program, 'jobs', 'List jobs that are overdue or stuck, or all that are open')
    .addOption(new Option('--condition <word>', 'in place of overdue and stuck').choices([...jobConditions, 'all']))
    .action(async (options: ListJobsFilter & { json?: true }) => {
      const operator = await ops.operator();
      const jobs: OpenJobView[] = [];
      for (let after: string | undefined, more = true; more; ) {
        const page = await operator.listJobs(options, 200, after);
        jobs.push(...page.items);
        after = page.next;
        more = after !== undefined;
      }
      const none = `No open job${options.condition === 'all' ? '' : ` is ${options.condition ?? 'overdue or stuck'}`}.`;
      show(ops, options, jobs, (found) => (found.length === 0 ? none : jobTable(found)));
    });
}

function jobTable(jobs: OpenJobView[]): string {
  const rows = jobs.map(({ id, tenant, condition, operation, cluster, phase, step }) => [
    condition,
    id,
    tenant,
    operation,
    cluster.name,
    phase,
    String(step?.attempts ?? 0),
    step?.startedAt ?? '',
  ]);
  const summary = table(['CONDITION', 'JOB', 'TENANT', 'OPERATION', 'CLUSTER', 'PHASE', 'ATTEMPTS', 'SINCE'], rows);
  const details = jobs.map(({ id, reason, step, epoch, cluster, ticket }) =>
    [
      `${id}: ${reason}`,
      ...(step?.message ? [`  last seen: ${step.message}`] : []),
      ...(step?.deadlineAt ? [`  deadline:  ${step.deadlineAt}`] : []),
      `  epoch:     ${epoch}`,
      `  in Azure:  ${cluster.armId}`,
      ...(ticket ? [`  ticket:    ${ticket.system} ${ticket.id}`] : []),
    ].join('\n'),
  );
  return [summary, '', ...details].join('\n');
}
