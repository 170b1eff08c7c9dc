import { Redis } from 'ioredis';
import type { Node } from '../../../src/model/cluster.ts';
import type { ClusterView, JobView } from '../../e2e/client.ts';
import type { Stack } from '../../e2e/stack.ts';
import type { Ledger } from '../ledger.ts';
import { clientOf } from '../tenants.ts';
import type { CloudResource, Evidence } from './evidence.ts';
import { readStore } from './store.ts';

/** How every JSON Web Token begins: `{"` in base64. */
const tokenStart = 'eyJ';
/** Of the sandbox's account. */
const clientSecret = 'sandbox-secret';

/** Reads sandbox, store, API, receiver and logs, once, when all is over. */
export async function gather(
  stack: Stack,
  { secrets, ...seen }: Pick<Evidence, 'orders' | 'ledger' | 'crashed' | 'secrets'>,
): Promise<Evidence> {
  const redis = new Redis(stack.redisUrl);
  try {
    const store = await readStore(redis);
    return {
      ...seen,
      store,
      api: await askApi(stack, seen.ledger),
      cloud: await readCloud(stack),
      receiver: {
        received: stack.receiver.received.map(({ event, headers, body }) => ({
          id: event.id,
          header: `${headers['webhook-id']}`,
          body,
        })),
        refused: stack.receiver.refused,
      },
      logs: stack.logs(),
      secrets: [tokenStart, clientSecret, stack.apiKey, stack.webhookSecret, ...secrets],
    };
  } finally {
    redis.disconnect();
  }
}

async function askApi(stack: Stack, { promised }: Ledger): Promise<Evidence['api']> {
  const api: Evidence['api'] = { jobs: new Map(), clusters: new Map(), nodes: new Map() };
  for (const { jobId, clusterId, tenant } of promised) {
    const { ask } = clientOf(stack, tenant);
    const job = await ask<JobView>('GET', `/v1/jobs/${jobId}`);
    if (job.status === 200) api.jobs.set(jobId, job.body);
    if (api.clusters.has(clusterId)) continue;
    const cluster = await ask<ClusterView>('GET', `/v1/clusters/${clusterId}`);
    if (cluster.status === 410) api.clusters.set(clusterId, 'gone');
    if (cluster.status !== 200) continue;
    api.clusters.set(clusterId, cluster.body);
    if (cluster.body.state !== 'Ready') continue;
    const nodes = await ask<{ items?: Node[] }>('GET', `/v1/clusters/${clusterId}/nodes`);
    api.nodes.set(clusterId, nodes.body.items ?? []);
  }
  return api;
}

async function readCloud(stack: Stack): Promise<Evidence['cloud']> {
  const { clusters, groups, counters } = await stack.azure();
  return {
    clusters: clusters.map(({ id, name, provisioningState, tags }) => ({ id, name, state: provisioningState, tags })),
    groups: groups.map(
      ({ subscriptionId, name, provisioningState, tags = {}, managedBy }): CloudResource => ({
        id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
        name,
        state: provisioningState,
        tags,
        ...(managedBy ? { managedBy } : {}),
      }),
    ),
    creates: counters.creates.byCluster,
    overwrites: counters.overwrites.byCluster,
  };
}
