import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { assertAllowed, type Cluster, type ClusterVerb } from '../../../model/cluster.ts';
import { kubeTarget } from '../../../model/kube-target.ts';
import { isReached } from '../../../model/reach.ts';
import type { HttpContext } from '../context.ts';
import { found } from '../reply/found.ts';
import { HttpProblem } from '../reply/http-problem.ts';
import { callerOf } from '../request/auth.ts';
import { clusterId } from '../schemas/answers.ts';
import { CredentialsView, NodeListView } from '../schemas/cluster.ts';
import { problems } from '../schemas/problem.ts';
import { ref } from '../schemas/ref.ts';

/** What is asked of the inside of a cluster. */
export function clusterAccessRoutes({ store, kube, privateReach }: HttpContext): FastifyPluginAsyncTypebox {
  async function open(request: FastifyRequest, id: string, verb: ClusterVerb): Promise<Cluster> {
    const { cluster } = found(await store.cluster(callerOf(request).tenant, id), 'cluster');
    if (cluster.state === 'Deleted') throw new HttpProblem('gone', 'The cluster has been deleted.');
    assertAllowed(cluster.state, verb);
    return cluster;
  }

  return async (app) => {
    app.get(
      '/v1/clusters/:id/nodes',
      {
        config: { scope: 'clusters:read', waitsForOthers: true },
        schema: {
          operationId: 'listNodes',
          summary: "A cluster's nodes",
          description: 'Live if its API server answers, else as last seen; and as they were before any CNI.',
          tags: ['clusters'],
          params: clusterId,
          response: { 200: ref(NodeListView), ...problems('not-found', 'gone', 'invalid-state') },
        },
      },
      async (request) => {
        const cluster = await open(request, request.params.id, 'nodes');
        const { nodes: recorded = [], nodesBeforeCni } = cluster.observed;
        const live = await liveNodes(request, cluster);
        return {
          source: live ? ('live' as const) : ('recorded' as const),
          items: live ?? recorded,
          ...(nodesBeforeCni ? { beforeCni: nodesBeforeCni } : {}),
        };
      },
    );

    app.post(
      '/v1/clusters/:id/credentials',
      {
        config: { scope: 'clusters:credentials', waitsForOthers: true },
        schema: {
          operationId: 'getCredentials',
          summary: 'The kubeconfig of a cluster',
          description:
            "The admin's; where local accounts are off, the user's, which logs in with kubelogin. Fetched from Azure for this answer; never stored, never logged. Every fetch is audited.",
          tags: ['clusters'],
          params: clusterId,
          response: {
            200: ref(CredentialsView),
            ...problems('not-found', 'gone', 'invalid-state', 'cluster-unreachable', 'azure-throttled'),
          },
        },
      },
      async (request) => {
        const cluster = await open(request, request.params.id, 'credentials');
        if (!cluster.observed.fqdn) throw new HttpProblem('invalid-state', 'The cluster has no API server yet.');
        const kubeconfig = await kube.kubeconfig(kubeTarget(cluster));
        request.log.info({ cluster: cluster.id, by: callerOf(request).id }, 'kubeconfig handed out');
        return { kubeconfig };
      },
    );
  };

  async function liveNodes(request: FastifyRequest, cluster: Cluster) {
    if (!cluster.observed.fqdn || !isReached(cluster.order, privateReach)) return undefined;
    try {
      return await kube.nodes(kubeTarget(cluster));
    } catch (error) {
      request.log.warn({ cluster: cluster.id, err: error }, 'nodes as recorded: the API server does not answer');
      return undefined;
    }
  }
}
