import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { idPattern } from '../../../model/id.ts';
import { isTerminal, JobStatusSchema, jobKinds } from '../../../model/job.ts';
import type { HttpContext } from '../context.ts';
import { found } from '../reply/found.ts';
import { acceptJob, setRetryAfter, viewJob } from '../reply/job-reply.ts';
import { pageQuery, sendPage } from '../reply/page.ts';
import { callerOf } from '../request/auth.ts';
import { idempotencyOf, traceparentOf } from '../request/idempotency.ts';
import { lookUntil, preferredWait } from '../request/long-poll.ts';
import { etag, isUnchanged, tagsOf } from '../request/preconditions.ts';
import { acceptedJob, idempotencyHeaders, ifNoneMatch, jobId, unchanged } from '../schemas/answers.ts';
import { JobView } from '../schemas/job.ts';
import { problems } from '../schemas/problem.ts';
import { pageOf, ref } from '../schemas/ref.ts';
import { EventListView } from '../schemas/webhook.ts';

const filters = Type.Object(
  {
    status: Type.Optional(JobStatusSchema),
    operation: Type.Optional(Type.Enum([...jobKinds])),
    cluster: Type.Optional(Type.String({ pattern: idPattern('cls'), description: 'Id of a cluster' })),
    ticket: Type.Optional(Type.String({ maxLength: 128, description: '`CHG0030015` or `servicenow:CHG0030015`' })),
    ...pageQuery,
  },
  { additionalProperties: false },
);

const prefer = Type.Object({
  prefer: Type.Optional(Type.String({ description: '`wait=20`: answer when the job ends, after 20 seconds at most' })),
});

/** Following jobs, canceling them, and trying them again. */
export function jobRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { publicUrl, store, cursors, timing, clock, stopping } = context;
  return async (app) => {
    const closing = new AbortController();
    app.addHook('preClose', async () => closing.abort());

    app.get(
      '/v1/jobs',
      {
        config: { scope: 'jobs:read' },
        schema: {
          operationId: 'listJobs',
          summary: 'List jobs, newest first',
          tags: ['jobs'],
          querystring: filters,
          response: { 200: pageOf(JobView), ...problems() },
        },
      },
      (request, reply) =>
        sendPage(request, reply, {
          query: request.query,
          publicUrl,
          cursors,
          read: ({ cluster, ...filter }, limit, after) =>
            store.jobs(
              callerOf(request).tenant,
              { ...filter, ...(cluster ? { clusterId: cluster } : {}) },
              limit,
              after,
            ),
          view: (job) => viewJob(job, publicUrl),
        }),
    );

    app.get(
      '/v1/jobs/:id',
      {
        config: { scope: 'jobs:read', waitsForOthers: true },
        schema: {
          operationId: 'getJob',
          summary: 'Read a job',
          description:
            'Poll this, as often as `Retry-After` says. With `Prefer: wait` the answer waits for the end of the job, or, if `If-None-Match` is given, for any change.',
          tags: ['jobs'],
          params: jobId,
          headers: Type.Object({ ...ifNoneMatch.properties, ...prefer.properties }),
          response: { 200: ref(JobView), 304: unchanged, ...problems('not-found') },
        },
      },
      async (request, reply) => {
        const { tenant } = callerOf(request);
        const wait = preferredWait(request, timing.longPollCap);
        const known = tagsOf(request.headers['if-none-match']);
        const left = new AbortController();
        reply.raw.once('close', () => left.abort());
        const stored = await lookUntil(
          async () => found(await store.job(tenant, request.params.id), 'job'),
          ({ record, version }) =>
            isTerminal(record.job.status) ||
            (request.headers['if-none-match'] !== undefined && !known.includes(etag(version))),
          {
            waitMs: wait * 1_000,
            intervalMs: timing.longPollIntervalMs,
            clock,
            stop: AbortSignal.any([left.signal, closing.signal, stopping]),
          },
        );
        setRetryAfter(reply, stored, context);
        if (wait > 0) reply.header('preference-applied', `wait=${wait}`);
        if (isUnchanged(request, reply, stored.version)) return reply.code(304).send();
        return viewJob(stored, publicUrl);
      },
    );

    app.get(
      '/v1/jobs/:id/events',
      {
        config: { scope: 'jobs:read' },
        schema: {
          operationId: 'listJobEvents',
          summary: 'What happened to a job, oldest first',
          description: 'The same events that webhooks carry.',
          tags: ['jobs'],
          params: jobId,
          response: { 200: EventListView, ...problems('not-found') },
        },
      },
      async (request) => {
        const { tenant } = callerOf(request);
        found(await store.job(tenant, request.params.id), 'job');
        return { items: await store.events(tenant, request.params.id) };
      },
    );

    app.post(
      '/v1/jobs/:id/cancel',
      {
        config: { scope: 'jobs:write' },
        schema: {
          operationId: 'cancelJob',
          summary: 'Cancel a job',
          description: 'Asks; the job ends as `Canceled` when it has stopped. Asking twice does no harm.',
          tags: ['jobs'],
          params: jobId,
          response: {
            200: { ...ref(JobView), description: 'It was canceled before.' },
            202: acceptedJob,
            ...problems('not-found', 'invalid-state'),
          },
        },
      },
      async (request, reply) => {
        const { job, already } = await context.cancelJob(callerOf(request), request.params.id);
        return already ? viewJob(job, publicUrl) : acceptJob(reply, job, context);
      },
    );

    app.post(
      '/v1/jobs/:id/retry',
      {
        config: { scope: 'jobs:write' },
        schema: {
          operationId: 'retryJob',
          summary: 'Go on where a failed or canceled job stopped',
          description:
            'Makes a new job of the same kind on the same cluster. What was done stays done; the step that failed runs again.',
          tags: ['jobs'],
          params: jobId,
          headers: idempotencyHeaders,
          response: {
            202: acceptedJob,
            ...problems(
              'not-found',
              'gone',
              'cluster-already-exists',
              'deletion-protected',
              'invalid-state',
              'operation-in-progress',
              'idempotency-key-reused',
              'store-full',
              'paused',
            ),
          },
        },
      },
      async (request, reply) => {
        const options = { ...idempotencyOf(request), ...traceparentOf(request) };
        const { job, replayed } = await context.retryJob(callerOf(request), request.params.id, options);
        return acceptJob(reply, job, context, replayed);
      },
    );
  };
}
