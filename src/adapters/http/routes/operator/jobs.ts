import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { jobConditions } from '../../../../model/open-job.ts';
import type { HttpContext } from '../../context.ts';
import { pageQuery, sendPage } from '../../reply/page.ts';
import { OpenJobView } from '../../schemas/operator.ts';
import { problems } from '../../schemas/problem.ts';
import { pageOf } from '../../schemas/ref.ts';

const filters = Type.Object(
  {
    condition: Type.Optional(
      Type.Enum([...jobConditions, 'all'], { description: 'Left out: what should be looked at, overdue and stuck' }),
    ),
    ...pageQuery,
  },
  { additionalProperties: false },
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
  };
}
