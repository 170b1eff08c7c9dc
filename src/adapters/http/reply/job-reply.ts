import type { FastifyReply } from 'fastify';
import { isTerminal } from '../../../model/job.ts';
import { presentJob } from '../../../model/view.ts';
import type { StoredJob } from '../../../ports.ts';
import type { HttpContext } from '../context.ts';

/** A stored job as callers see it. */
export function viewJob({ record, signals }: StoredJob, publicUrl: string) {
  return presentJob(record.job, publicUrl, signals);
}

/** Says when it is worth asking again; says nothing once the job has ended. */
export function setRetryAfter(reply: FastifyReply, { record }: StoredJob, { timing }: HttpContext): void {
  const { status } = record.job;
  if (isTerminal(status)) return;
  reply.header('retry-after', status === 'NotStarted' ? timing.retryAfterNotStarted : timing.retryAfterRunning);
}

/**
 * Answers 202 with the job, once it is as durable as promised: the one way to a 202, for replays too.
 * `Operation-Location` is what Azure's pollers follow; `Location` alone would make them stop
 * after one look.
 */
export async function acceptJob(reply: FastifyReply, job: StoredJob, context: HttpContext, replayed = false) {
  const { id } = job.record.job;
  await context.durability.confirm(job.signals.cancel ? { job: id, signal: 'cancel' } : { job: id });
  const view = viewJob(job, context.publicUrl);
  setRetryAfter(reply, job, context);
  reply.code(202).headers({ 'operation-location': view.links.self, location: view.links.self });
  if (replayed) reply.header('idempotency-replayed', 'true');
  return view;
}
