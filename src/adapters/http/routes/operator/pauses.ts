import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { PauseOrderSchema } from '../../../../model/pause.ts';
import type { HttpContext } from '../../context.ts';
import { callerOf } from '../../request/auth.ts';
import { noContent, pauseId } from '../../schemas/answers.ts';
import { PauseListView, PauseView } from '../../schemas/operator.ts';
import { problems } from '../../schemas/problem.ts';
import { ref } from '../../schemas/ref.ts';

/** Stopping and resuming acceptance or work, for operators. */
export function operatorPauseRoutes({ operator, publicUrl }: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/operator/pauses',
      {
        config: { scope: 'operator:read' },
        schema: {
          operationId: 'listPauses',
          summary: 'List the pauses in force, oldest first',
          tags: ['operator'],
          response: { 200: PauseListView, ...problems() },
        },
      },
      async () => ({ items: await operator.pauses() }),
    );

    app.post(
      '/v1/operator/pauses',
      {
        config: { scope: 'operator:write' },
        schema: {
          operationId: 'pause',
          summary: 'Pause acceptance or work, all or what fits',
          description:
            'Acceptance: new orders and retries are answered with `paused`; deletes too, if `kind` says so or nothing is matched. Work: jobs are held before their next attempt, and their deadlines stand still.',
          tags: ['operator'],
          body: PauseOrderSchema,
          response: { 201: ref(PauseView), ...problems('body', 'validation-failed', 'limit-reached') },
        },
      },
      async (request, reply) => {
        const pause = await operator.pause(callerOf(request).id, request.body);
        return reply.code(201).header('location', `${publicUrl}/v1/operator/pauses/${pause.id}`).send(pause);
      },
    );

    app.delete(
      '/v1/operator/pauses/:id',
      {
        config: { scope: 'operator:write' },
        schema: {
          operationId: 'resume',
          summary: 'Take a pause back',
          description: 'What it held goes on within seconds.',
          tags: ['operator'],
          params: pauseId,
          response: { 204: noContent('The pause is over.'), ...problems('not-found') },
        },
      },
      async (request, reply) => {
        await operator.resume(callerOf(request).id, request.params.id);
        return reply.code(204).send();
      },
    );
  };
}
