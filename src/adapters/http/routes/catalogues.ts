import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { eventTypes } from '../../../model/event.ts';
import { problemCatalogue } from '../../../model/problem-catalogue.ts';
import type { CatalogueEntry } from '../../../model/problems/entry.ts';
import { problemType } from '../../../model/view.ts';
import type { HttpContext } from '../context.ts';
import { found } from '../reply/found.ts';
import { ProblemEntryView, problems, publicProblems } from '../schemas/problem.ts';
import { ref } from '../schemas/ref.ts';
import { CniPluginView, EventTypeView } from '../schemas/service.ts';

/** The catalogue changes with the version only. */
const cacheable = 'public, max-age=3600';

/** What can be ordered, subscribed to and gone wrong. */
export function catalogueRoutes({ cniPlugins, publicUrl }: HttpContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/v1/cni-plugins',
      {
        config: { scope: 'any' },
        schema: {
          operationId: 'listCniPlugins',
          summary: 'The CNI plug-ins that can be ordered',
          tags: ['catalogue'],
          response: {
            200: Type.Object({ items: Type.Unsafe<unknown>(Type.Array(ref(CniPluginView))) }),
            ...problems(),
          },
        },
      },
      async () => ({ items: cniPlugins }),
    );

    app.get(
      '/v1/event-types',
      {
        config: { scope: 'any' },
        schema: {
          operationId: 'listEventTypes',
          summary: 'The kinds of events',
          tags: ['catalogue'],
          response: { 200: Type.Object({ items: Type.Array(ref(EventTypeView)) }), ...problems() },
        },
      },
      async () => ({ items: Object.entries(eventTypes).map(([type, description]) => ({ type, description })) }),
    );

    app.get(
      '/problems',
      {
        config: { scope: 'public' },
        schema: {
          operationId: 'listProblems',
          summary: 'Every problem code, with what mends it',
          tags: ['catalogue'],
          response: { 200: Type.Object({ items: Type.Array(ref(ProblemEntryView)) }), ...publicProblems() },
        },
      },
      async (_request, reply) => {
        reply.header('cache-control', cacheable);
        return { items: Object.entries(problemCatalogue).map(explain) };
      },
    );

    app.get(
      '/problems/:code',
      {
        config: { scope: 'public' },
        schema: {
          operationId: 'explainProblem',
          summary: 'What a problem code means',
          tags: ['catalogue'],
          params: Type.Object({ code: Type.String({ pattern: '^[a-z][a-z0-9-]*$' }) }),
          response: { 200: ref(ProblemEntryView), ...publicProblems('not-found') },
        },
      },
      async ({ params }, reply) => {
        const entry = Object.entries(problemCatalogue).find(([code]) => code === params.code);
        const explained = explain(found(entry, 'problem code'));
        reply.header('cache-control', cacheable);
        return explained;
      },
    );
  };

  function explain([code, entry]: [code: string, entry: CatalogueEntry]) {
    return { type: problemType(code, publicUrl), code, ...entry };
  }
}
