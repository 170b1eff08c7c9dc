import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { clusterStates } from '../../../model/cluster.ts';
import { ClusterChangeSchema } from '../../../model/order.ts';
import { presentCluster } from '../../../model/view.ts';
import type { HttpContext } from '../context.ts';
import { found } from '../reply/found.ts';
import { HttpProblem } from '../reply/http-problem.ts';
import { acceptJob } from '../reply/job-reply.ts';
import { pageQuery, sendPage } from '../reply/page.ts';
import { callerOf } from '../request/auth.ts';
import { idempotencyOf, traceparentOf } from '../request/idempotency.ts';
import { etag, isUnchanged, wantedVersion } from '../request/preconditions.ts';
import {
  acceptedJob,
  clusterId,
  idempotencyHeaders,
  ifMatch,
  ifNoneMatch,
  noContent,
  unchanged,
} from '../schemas/answers.ts';
import { ClusterView } from '../schemas/cluster.ts';
import { problems } from '../schemas/problem.ts';
import { pageOf, ref } from '../schemas/ref.ts';

const filters = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 63 })),
    state: Type.Optional(Type.Enum([...clusterStates])),
    ticket: Type.Optional(Type.String({ maxLength: 128, description: '`CHG0030015` or `servicenow:CHG0030015`' })),
    ...pageQuery,
  },
  { additionalProperties: false },
);

/** Listing, reading, changing and deleting clusters. */
export function clusterRoutes(context: HttpContext): FastifyPluginAsyncTypebox {
  const { publicUrl, store, cursors } = context;
  return async (app) => {
    app.get(
      '/v1/clusters',
      {
        config: { scope: 'clusters:read' },
        schema: {
          operationId: 'listClusters',
          summary: 'List clusters, newest first',
          tags: ['clusters'],
          querystring: filters,
          response: { 200: pageOf(ClusterView), ...problems() },
        },
      },
      (request, reply) =>
        sendPage(request, reply, {
          query: request.query,
          publicUrl,
          cursors,
          read: (filter, limit, after) => store.clusters(callerOf(request).tenant, filter, limit, after),
          view: ({ cluster }) => presentCluster(cluster, publicUrl),
        }),
    );

    app.get(
      '/v1/clusters/:id',
      {
        config: { scope: 'clusters:read' },
        schema: {
          operationId: 'getCluster',
          summary: 'Read a cluster',
          tags: ['clusters'],
          params: clusterId,
          headers: ifNoneMatch,
          response: { 200: ref(ClusterView), 304: unchanged, ...problems('not-found', 'gone') },
        },
      },
      async (request, reply) => {
        const { cluster, version } = found(await store.cluster(callerOf(request).tenant, request.params.id), 'cluster');
        const view = presentCluster(cluster, publicUrl);
        if (cluster.state === 'Deleted') {
          throw new HttpProblem('gone', 'The cluster has been deleted.', { members: { lastJob: view.links.lastJob } });
        }
        if (isUnchanged(request, reply, version)) return reply.code(304).send();
        return view;
      },
    );

    app.patch(
      '/v1/clusters/:id',
      {
        config: { scope: 'clusters:write' },
        schema: {
          operationId: 'amendCluster',
          summary: "Change a cluster's deletion protection, labels or metadata",
          description: 'A merge patch (RFC 7396): what is left out stays, `null` takes away. Nothing in Azure changes.',
          tags: ['clusters'],
          params: clusterId,
          headers: ifMatch,
          body: ClusterChangeSchema,
          response: {
            200: ref(ClusterView),
            ...problems('body', 'not-found', 'invalid-state', 'precondition-failed', 'operation-in-progress'),
          },
        },
      },
      async (request, reply) => {
        const ifVersion = wantedVersion(request);
        const amended = await context.amendCluster(callerOf(request), request.params.id, request.body, ifVersion);
        await context.durability.confirm({ cluster: amended.cluster.id });
        reply.header('etag', etag(amended.version));
        return presentCluster(amended.cluster, publicUrl);
      },
    );

    app.delete(
      '/v1/clusters/:id',
      {
        config: { scope: 'clusters:delete' },
        schema: {
          operationId: 'deleteCluster',
          summary: 'Delete a cluster',
          description: 'Takes the place of a create that is still at work.',
          tags: ['clusters'],
          params: clusterId,
          headers: Type.Object({ ...idempotencyHeaders.properties, ...ifMatch.properties }),
          response: {
            202: acceptedJob,
            204: noContent('The cluster is gone already.'),
            ...problems(
              'not-found',
              'operation-in-progress',
              'paused',
              'invalid-state',
              'deletion-protected',
              'precondition-failed',
              'idempotency-key-reused',
            ),
          },
        },
      },
      async (request, reply) => {
        const ifVersion = wantedVersion(request);
        const deleted = await context.deleteCluster(callerOf(request), request.params.id, {
          ...idempotencyOf(request),
          ...traceparentOf(request),
          ...(ifVersion === undefined ? {} : { ifVersion }),
        });
        if (deleted.type === 'gone') return reply.code(204).send();
        return acceptJob(reply, deleted.job, context, deleted.replayed);
      },
    );
  };
}
