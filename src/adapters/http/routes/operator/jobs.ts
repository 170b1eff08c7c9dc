import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { jobConditions } from '../../../../model/open-job.ts';
import { presentJob } from '../../../../model/view.ts';
import type { HttpContext } from '../../context.ts';
import { pageQuery, sendPage } from '../../reply/page.ts';
import { callerOf } from '../../request/auth.ts';
import { jobId } from '../../schemas/answers.ts';
import { JobView } from '../../schemas/job.ts';
import { OpenJobView } from '../../schemas/operator.ts';
import { problems } from '../../schemas/problem.ts';
import { pageOf, ref } from '../../schemas/ref.ts';

const filters = Type.Object(
  {
    condition: Type.Optional(
      Type.Enum([...jobConditions, 'all'], { description: 'Left out: what should be looked at, overdue and stuck' }),
    ),
    ...pageQuery,
  },
  { additionalProperties: false },
);

const order = Type.Object(
  {
    status: Type.Enum(['Failed', 'Canceled'], { description: 'What the job ends as' }),
    reason: Type.String({ pattern: '\\S', maxLength: 500, description: 'Shown to whoever owns the job' }),
  },
  {
    additionalProperties: false,
    examples: [{ status: 'Failed', reason: 'the region is down until tomorrow' }],
  },
);

/** The open jobs of all tenants, for operators. */
export function operatorJobRoutes({ operator, publicUrl, cursors }: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/operator/jobs',
      {
        config: { scope: 'operator:read' },
        schema: {
          operationId: 'listOpenJobs',
          summary: 'List open jobs of all tenants, those that are overdue or stuck unless asked otherwise',
          description: 'A page may be short, even empty, and have a `nextCursor` all the same.',
          tags: ['operator'],
          querystring: filters,
          response: { 200: pageOf(OpenJobView), ...problems() },
        },
      },
      (request, reply) =>
        sendPage(request, reply, {
          query: request.query,
          publicUrl,
          cursors,
          read: (filter, limit, after) => operator.listJobs(filter, limit, after),
          view: (job) => job,
        }),
    );

    app.post(
      '/v1/operator/jobs/:id/force',
      {
        config: { scope: 'operator:write' },
        schema: {
          operationId: 'forceJob',
          summary: 'End an open job at once',
          description:
            'Whether a worker holds it or not. No further step is run, nothing is cleaned up, and what Azure is doing goes on. State of the cluster, events and webhooks are as at any other end.',
          tags: ['operator'],
          params: jobId,
          body: order,
          response: {
            200: { ...ref(JobView), description: 'The job as it ended.' },
            ...problems('body', 'validation-failed', 'not-found', 'invalid-state', 'operation-in-progress'),
          },
        },
      },
      async (request) => {
        const job = await operator.forceJob(request.params.id, { ...request.body, by: callerOf(request).id });
        return presentJob(job, publicUrl);
      },
    );
  };
}
