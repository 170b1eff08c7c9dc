import type { Cluster } from './cluster.ts';
import type { Job, JobKind, JobStatus, Signals } from './job.ts';
import { isTerminal } from './job.ts';
import type { Problem } from './problem.ts';
import { type ProblemCode, problemCatalogue } from './problem-catalogue.ts';

/** The one projection of a job: status endpoints and events cannot disagree, because both are made here. */
export function presentJob(job: Job, publicUrl: string, signals: Signals = {}) {
  const cancelRequested = signals.cancel && !isTerminal(job.status);
  const resource = `${publicUrl}/v1/clusters/${job.clusterId}`;
  return {
    ...job,
    ...(job.error ? { error: presentProblem(job.error, publicUrl) } : {}),
    ...(cancelRequested ? { cancelRequestedAt: signals.cancel?.at } : {}),
    // Azure's pollers fetch this once the job has succeeded; a deleted cluster is nothing to fetch.
    ...(job.status === 'Succeeded' && job.operation !== 'cluster.delete' ? { resourceLocation: resource } : {}),
    links: {
      self: `${publicUrl}/v1/jobs/${job.id}`,
      events: `${publicUrl}/v1/jobs/${job.id}/events`,
      cluster: resource,
    },
  };
}

/** The one projection of a cluster. */
export function presentCluster(cluster: Cluster, publicUrl: string) {
  const { schema: _, observed, error, deletionProtection = false, lastJob, ...rest } = cluster;
  const { nodes, nodesBeforeCni: __, createdByUs: ___, groupCreatedByUs: ____, ...seen } = observed;
  return {
    ...rest,
    ...(lastJob ? { lastJob } : {}),
    deletionProtection,
    ...(error ? { error: presentProblem(error, publicUrl) } : {}),
    observed: {
      ...seen,
      ...(nodes ? { nodeCount: nodes.length, readyNodes: nodes.filter((n) => n.ready).length } : {}),
    },
    links: {
      self: `${publicUrl}/v1/clusters/${cluster.id}`,
      nodes: `${publicUrl}/v1/clusters/${cluster.id}/nodes`,
      ...(lastJob ? { lastJob: `${publicUrl}/v1/jobs/${lastJob}` } : {}),
      ...(cluster.activeJob ? { activeJob: `${publicUrl}/v1/jobs/${cluster.activeJob}` } : {}),
    },
  };
}

/**
 * A problem as RFC 9457 wants it, with an absolute `type`. One that an older release has stored lacks `actionBy`, and
 * perhaps a remedy: those are the catalogue's.
 */
export function presentProblem(value: Problem, publicUrl: string): Problem & { type: string } {
  const { actionBy, remedy } = problemCatalogue[value.code as ProblemCode] ?? problemCatalogue.internal;
  const catalogued = { actionBy, remedy };
  return { type: problemType(value.code, publicUrl), ...catalogued, ...value };
}

/** Where a code is explained. */
export function problemType(code: string, publicUrl: string): string {
  return `${publicUrl}/problems/${code}`;
}

/** One sentence that can be pasted into a ticket. */
export function summarize(job: Job, cluster: Cluster): string {
  const what = `cluster ${cluster.name} (${cluster.order.location})`;
  const ticket = job.ticket ? ` Ticket ${job.ticket.id}.` : '';
  return `Slipway: ${sentence(job, what)} Job ${job.id}.${ticket}`;
}

/** What kinds of job are called, and what has come to be when one has ended well. */
const words: Record<JobKind, { noun: string; ended: string }> = {
  'cluster.create': { noun: 'order', ended: 'is ready' },
  'cluster.delete': { noun: 'deletion', ended: 'is deleted' },
  'cluster.change-cni': { noun: 'CNI change', ended: 'has its CNI' },
};

function sentence(job: Job, what: string): string {
  const { noun, ended } = words[job.operation];
  const ends: Partial<Record<JobStatus, string>> = {
    Succeeded: `${what} ${ended}`,
    Failed: job.operation === 'cluster.create' ? `${what} failed` : `the ${noun} of ${what} failed`,
    Canceled: `the ${noun} of ${what} was canceled`,
  };
  const end = ends[job.status];
  if (!end) return `${what}: ${noun} ${job.phase === 'Queued' ? 'accepted' : `at ${job.phase}`}.`;
  const took = job.startedAt && job.finishedAt ? ` after ${duration(job.startedAt, job.finishedAt)}` : '';
  return `${end}${took}.${job.error ? ` ${job.error.detail}` : ''}`;
}

function duration(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
}
