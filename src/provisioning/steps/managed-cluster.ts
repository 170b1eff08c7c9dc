import type { Cluster } from '../../model/cluster.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { done, fail, type Memo, type Outcome, snooze } from '../../model/step.ts';
import type { ArmCluster, CreateAnswer, Step, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope, foreign, heldUp, isOurs, isSettled, minutes, sightingOf } from '../target.ts';
import { awaitRight } from './await-right.ts';
import { judgeFailure } from './failed-cluster.ts';
import { goneProblem, missedOnceMore } from './gone.ts';
import { sendCreate } from './send-create.ts';

/** How long AKS may not know a group that Resource Manager has shown us; a minute has been seen. */
const groupLagMs = minutes(2);
/** Every how many looks at a cluster still in the making Azure is asked about the operation itself. */
const operationEvery = 3;

interface Progress extends Memo {
  /** The create was sent, or the cluster was found to be ours. */
  sent?: boolean;
  /** The saved operation. */
  token?: string;
  /** The cluster has been seen: if it is gone, somebody has deleted it. */
  seen?: boolean;
  /** This very job has sent the create: what Azure made of it stands. */
  asked?: boolean;
  /** When AKS first said that there is no such group. */
  groupMissingAt?: number;
  looks?: number;
  /** How many looks in a row have missed it, although it ought to be there. */
  missed?: number;
  /** By which Azure's activity log knows what the create did. */
  correlationId?: string;
  /** When Azure first said that a right or an identity is wanting. */
  deniedAt?: number;
  denials?: number;
  /** When the operation said that it failed, while the cluster still says Creating. */
  contradictedAt?: number;
}

/**
 * Has ARM create the cluster with `networkPlugin: none`, exactly once, and waits until it says how that ended.
 * The cluster itself is what is looked at, because its budget at AKS is per cluster; the operation is read now and then
 * and at the end, because only it carries the error.
 */
export function managedCluster(deps: ProvisioningDeps): Step {
  return {
    name: 'managed-cluster',
    deadlineMs: minutes(60),
    overdue: 'deadline-exceeded',
    budget: ({ cluster, memo }) => ({ scope: armScope(cluster), kind: memo['sent'] ? 'reads' : 'writes' }),
    run: async (context) => traced(context.memo, await look(deps, context)),
  };
}

async function look(deps: ProvisioningDeps, context: StepContext): Promise<Outcome> {
  const { cluster, memo } = context;
  const seen = await deps.arm.cluster(armScope(cluster), cluster.order.resourceGroup.name, cluster.order.name);
  if (!seen) return create(deps, context);
  if (!isOurs(seen.tags, cluster, deps.instance)) {
    // Azure has taken our create, and a policy may have taken our tags off. Kept for the inventory, and for a delete.
    if (isAccepted(memo) && seen.tags['slipway-instance'] === undefined) context.learn(sightingOf(seen));
    return fail(foreign(cluster, seen.tags));
  }
  context.learn(sightingOf(seen));
  if (isLeaving(context, seen)) return snooze(deps.intervals.armMs, 'Azure is still deleting the cluster.', memo);
  if (!isSettled(seen)) return follow(deps, context, seen);
  if (seen.provisioningState === 'Succeeded') return conclude(seen);
  const verdict = isToMend(context) ? 'mend' : await judgeFailure(deps, context, seen);
  return verdict === 'mend' ? mend(deps, context, seen) : verdict;
}

/** A failure with the correlation id of the create: an operation, or the cluster, tells only that of the read. */
function traced({ correlationId }: Progress, outcome: Outcome): Outcome {
  if (outcome.type !== 'fail' || !correlationId || !outcome.problem.azure) return outcome;
  return fail({ ...outcome.problem, azure: { ...outcome.problem.azure, correlationId } });
}

/** Not there: send the create, unless the cluster has been there before. */
async function create(deps: ProvisioningDeps, context: StepContext): Promise<Outcome> {
  const { cluster, memo } = context;
  const progress: Progress = memo;
  if (progress.seen || progress.token) {
    const operation = progress.token ? await deps.arm.operation(armScope(cluster), progress.token) : undefined;
    if (operation?.status === 'running')
      return snooze(deps.intervals.armMs, 'Azure is creating the cluster.', progress);
    if (operation?.status === 'failed') return fail(operation.problem);
    const gone = goneProblem('was deleted in Azure while it was being created');
    return missedOnceMore(context, deps.intervals.armMs, gone);
  }
  if (cluster.observed.createdByUs) {
    // Seen by the job that this one retries: what was done inside it is gone too. Saved before it is made anew.
    context.learn({ createdByUs: false });
    context.redoLater();
    return snooze(deps.intervals.armMs, 'The cluster is not there any more; looking once more.');
  }
  if (!context.holds()) return heldUp();
  const answer = await sendCreate(deps, context);
  if (answer.type === 'propagating') return awaitRight(deps, context, answer.problem);
  if (answer.type === 'too-early') {
    const groupMissingAt = progress.groupMissingAt ?? context.now;
    if (context.now - groupMissingAt >= groupLagMs) return fail(groupless(cluster, answer.error.problem));
    return snooze(deps.intervals.armMs, 'AKS does not know the resource group yet.', { ...progress, groupMissingAt });
  }
  // A 412: it has come to be since we looked, by a request of ours whose answer was lost, or by somebody else's.
  const message =
    answer.type === 'exists' ? 'A cluster of this name exists; looking whose it is.' : 'Azure has accepted the create.';
  return snooze(deps.intervals.armMs, message, noteOf(progress, answer));
}

/** Whether Azure has said that it makes the cluster: after a 412 it may be anybody's. */
function isAccepted({ token, correlationId }: Progress): boolean {
  return token !== undefined || correlationId !== undefined;
}

/** An earlier step has seen the group, or made it: somebody has deleted it since. */
function groupless({ order: { resourceGroup } }: Cluster, said: Problem): Problem {
  const remedy = 'Somebody has deleted the resource group since the job saw it. Retry the job, which makes it anew.';
  return resourceGroup.create ? { ...said, remedy } : said;
}

/** A retry sends the create again, once: AKS mends a Failed or Canceled cluster on a PUT. */
function isToMend({ job, memo }: StepContext): boolean {
  return job.retries !== undefined && !memo['asked'];
}

/** A clean-up before this retry has sent the delete: once that is done, the cluster is made anew. */
function isLeaving(context: StepContext, seen: ArmCluster): boolean {
  return isToMend(context) && !context.memo['seen'] && seen.provisioningState === 'Deleting';
}

async function mend(deps: ProvisioningDeps, context: StepContext, seen: ArmCluster): Promise<Outcome> {
  if (!context.holds()) return heldUp();
  const answer = await sendCreate(deps, context, seen.etag ?? '*');
  if (answer.type === 'propagating') return awaitRight(deps, context, answer.problem);
  if (answer.type === 'too-early') throw answer.error;
  if (answer.type === 'exists') return snooze(deps.intervals.armMs, 'The cluster has just changed; looking again.');
  const message = `Azure said ${seen.provisioningState}; sent the create once more.`;
  return snooze(deps.intervals.armMs, message, { ...noteOf(context.memo, answer), seen: true });
}

/** What is kept of a create that was sent. */
function noteOf({ deniedAt, denials = 0 }: Progress, answer: CreateAnswer): Progress {
  const { token, correlationId } = answer.type === 'created' ? answer : {};
  return {
    sent: true,
    asked: true,
    ...(token ? { token } : {}),
    ...(correlationId ? { correlationId } : {}),
    ...(deniedAt === undefined ? {} : { deniedAt, denials }),
  };
}

/** Still in the making: now and then ask the operation, which may know of a failure first. */
async function follow(deps: ProvisioningDeps, context: StepContext, found: ArmCluster): Promise<Outcome> {
  const { missed: _, failedAt: __, ...progress }: Progress = { ...context.memo, sent: true, seen: true };
  const looks = (progress.looks ?? 0) + 1;
  const state = found.provisioningState;
  const message = state === 'Deleting' ? 'Somebody is deleting the cluster in Azure.' : `Azure says ${state}.`;
  let afterMs = deps.intervals.armMs;
  if (progress.token && looks % operationEvery === 0) {
    const operation = await deps.arm.operation(armScope(context.cluster), progress.token);
    if (operation.status === 'unknown') delete progress.token;
    if (operation.status === 'running') afterMs = Math.max(afterMs, operation.retryAfterMs ?? 0);
    if (operation.status === 'failed') {
      progress.contradictedAt ??= context.now;
      if (context.now - progress.contradictedAt >= deps.intervals.patienceMs) return fail(operation.problem);
    }
  }
  return snooze(afterMs, message, { ...progress, looks });
}

/** Azure has made it: with the plug-in that was ordered? */
function conclude({ networkPlugin, kubernetesVersion }: ArmCluster): Outcome {
  if (networkPlugin !== 'none') {
    return fail(
      problem('plugin-mismatch', `The cluster reads back networkPlugin ${networkPlugin ?? '(nothing)'}, not none.`),
    );
  }
  return done(`Azure has created the cluster (Kubernetes ${kubernetesVersion ?? 'unknown'}, networkPlugin none).`);
}
