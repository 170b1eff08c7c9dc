import type { Cluster } from '../model/cluster.ts';
import type { JobKind, JobRecord } from '../model/job.ts';
import { makeEvent } from '../model/make-event.ts';
import type { CniOrder } from '../model/order.ts';
import { type Pause, pauseOfAcceptance } from '../model/pause.ts';
import type { Principal } from '../model/principal.ts';
import { ProblemError, problem } from '../model/problem.ts';
import type { Accepted, StoredJob } from '../ports.ts';
import { freeze, plans } from '../provisioning/plans.ts';
import type { JobUseCaseDeps, RequestOptions } from './deps.ts';

/** A new job on a cluster, not yet stored. */
export function newJob(
  deps: JobUseCaseDeps,
  principal: Principal,
  operation: JobKind,
  cluster: Cluster,
  more: {
    input: Record<string, unknown>;
    supersedes?: string | undefined;
    cni?: CniOrder;
    traceparent?: string | undefined;
  },
): JobRecord {
  const now = deps.clock.now();
  const { input, supersedes, cni, traceparent } = more;
  // A job that an operator forced has not stopped by itself either: its worker may still send a request.
  const unfinished = supersedes !== undefined || cluster.error?.code === 'forced';
  const plan = plans[operation]({ order: cluster.order, supersedes: unfinished, ...(cni ? { cni } : {}) });
  return {
    schema: 1,
    job: {
      id: deps.ids.next('job', principal.tenant),
      tenant: principal.tenant,
      clusterId: cluster.id,
      operation,
      status: 'NotStarted',
      phase: 'Queued',
      createdAt: new Date(now).toISOString(),
      requestedBy: principal.id,
      ...(cluster.ticket ? { ticket: cluster.ticket } : {}),
      labels: cluster.labels,
      metadata: cluster.metadata,
      steps: freeze(plan),
      ...(supersedes ? { supersedes } : {}),
      input,
      ...(traceparent ? { traceparent } : {}),
    },
    memos: {},
    tries: {},
    slots: {},
    deadlineMs: plan.deadlineMinutes * 60_000,
    events: 0,
  };
}

/** How often a use case decides anew because the cluster changed under its eyes. */
const maxDecisions = 5;

/**
 * Decides until a decision was not overtaken by another one.
 * @throws ProblemError `operation-in-progress` if the cluster keeps changing
 */
export async function decideAnew<T extends { type: string }>(
  decide: () => Promise<T | { type: 'stale' }>,
): Promise<Exclude<T, { type: 'stale' }>> {
  for (let decision = 0; decision < maxDecisions; decision += 1) {
    const decided = await decide();
    if (decided.type !== 'stale') return decided as Exclude<T, { type: 'stale' }>;
  }
  throw new ProblemError(problem('operation-in-progress', 'The cluster keeps changing; try again in a moment.'), {
    retryAfterMs: 1_000,
  });
}

/** @throws ProblemError `deletion-protected` */
export function assertUnprotected({ id, deletionProtection }: Cluster): void {
  if (!deletionProtection) return;
  throw new ProblemError(
    problem('deletion-protected', 'The cluster is protected from being deleted.', {
      remedy: `If it is to go, take the protection back first: PATCH /v1/clusters/${id} {"deletionProtection": false}.`,
    }),
  );
}

/** What became of an acceptance, for the caller. `stale`: decide anew on the cluster as it is now. */
export type Acceptance = { type: 'accepted'; job: StoredJob; replayed: boolean } | { type: 'stale' };

/**
 * Puts job and cluster through the door, then asks for the first wake-up. From the moment the door has answered the order
 * stands, whatever happens to the wake-up.
 * @throws ProblemError for a name that is taken, a key that belongs to another request, or a pause
 */
export async function acceptJob(
  deps: JobUseCaseDeps,
  record: JobRecord,
  cluster: Cluster,
  expect: 'new' | number,
  options: RequestOptions,
): Promise<Acceptance> {
  const { job } = record;
  const pause = pauseOfAcceptance(await deps.pauses.all(), { job, cluster });
  if (pause) throw paused(pause);
  const { idempotency } = options;
  const now = deps.clock.now();
  const stamp = { id: deps.ids.next('evt', job.tenant), at: job.createdAt, publicUrl: deps.publicUrl };
  const event = makeEvent('job.accepted', record, cluster, stamp);
  const accepted = await deps.store.accept({
    record,
    cluster,
    expect,
    events: [event],
    dueAt: now,
    ...(job.supersedes ? { supersedes: job.supersedes } : {}),
    ...(job.retries ? { retries: job.retries } : {}),
    ...(idempotency ? { idempotency: { ...idempotency, expiresAt: now + deps.idempotencyMs } } : {}),
  });
  // Busy: another job has been accepted on the cluster since it was read, which is a reason to read it again.
  if (accepted.type === 'stale' || accepted.type === 'busy') return { type: 'stale' };
  if (accepted.type === 'replayed') {
    return { type: 'accepted', job: await firstJob(deps, job.tenant, accepted.jobId), replayed: true };
  }
  if (accepted.type !== 'accepted') throw refusal(deps, accepted, cluster.name);
  await wake(deps, record, accepted, event.id, now);
  deps.log.info({ job: job.id, cluster: cluster.id, tenant: job.tenant, operation: job.operation }, 'job accepted');
  return { type: 'accepted', job: { record, version: 1, signals: {} }, replayed: false };
}

/**
 * The job of an earlier request with the same key, if there is one: looked up before anything else is decided, because
 * what was accepted yesterday is not to be judged by what is known today.
 * @throws ProblemError `idempotency-key-reused` if that request had another body
 */
export async function findReplay(deps: JobUseCaseDeps, tenant: string, { idempotency }: RequestOptions) {
  const known = idempotency && (await deps.store.idempotent(tenant, idempotency.key));
  if (!known) return undefined;
  if (known.fingerprint !== idempotency.fingerprint) throw keyReused();
  return firstJob(deps, tenant, known.jobId);
}

/**
 * Answers with the job of the same request, if there is one, in place of a refusal: what came with the same key at the
 * very same time may have been accepted since the first look, and be the reason to refuse this one.
 * @throws ProblemError as `decide` does, or `idempotency-key-reused`
 */
export async function replayOrRefuse<T>(
  deps: JobUseCaseDeps,
  tenant: string,
  options: RequestOptions,
  decide: () => Promise<T>,
): Promise<T | (Acceptance & { type: 'accepted' })> {
  try {
    return await decide();
  } catch (refusal) {
    const job = refusal instanceof ProblemError ? await findReplay(deps, tenant, options) : undefined;
    if (!job) throw refusal;
    return { type: 'accepted', job, replayed: true };
  }
}

async function firstJob({ store }: JobUseCaseDeps, tenant: string, jobId: string): Promise<StoredJob> {
  const first = await store.job(tenant, jobId);
  if (!first) throw new ProblemError(problem('gone', 'The job of this idempotency key is no longer kept.'));
  return first;
}

/** How long who is refused by a pause should wait before asking again. */
const pauseRetryMs = 60_000;

function paused({ message }: Pause): ProblemError {
  const retryAfterMs = pauseRetryMs;
  return new ProblemError(problem('paused', `Paused by the operator: ${message}`), { retryAfterMs });
}

function keyReused(): ProblemError {
  return new ProblemError(
    problem('idempotency-key-reused', 'This Idempotency-Key was used for a request with another body.'),
  );
}

async function wake(
  { wakeUps }: JobUseCaseDeps,
  { job }: JobRecord,
  accepted: Accepted & { type: 'accepted' },
  eventId: string,
  now: number,
): Promise<void> {
  await wakeUps.job(job.id, accepted.wake, now);
  if (job.supersedes && accepted.supersededWake !== undefined) {
    await wakeUps.job(job.supersedes, accepted.supersededWake, now);
  }
  await wakeUps.event(eventId);
}

type Refused = Exclude<Accepted, { type: 'accepted' | 'replayed' | 'stale' | 'busy' }>;

function refusal({ publicUrl }: JobUseCaseDeps, refused: Refused, name: string): ProblemError {
  switch (refused.type) {
    case 'key-reused':
      return keyReused();
    case 'name-taken':
      return new ProblemError(problem('cluster-already-exists', `You have a cluster ${name} already.`), {
        members: {
          existing: {
            cluster: `${publicUrl}/v1/clusters/${refused.clusterId}`,
            ...(refused.jobId ? { job: `${publicUrl}/v1/jobs/${refused.jobId}` } : {}),
          },
        },
      });
    default:
      return refused satisfies never;
  }
}
