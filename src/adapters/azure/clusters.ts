import type { ManagedCluster } from '@azure/arm-containerservice';
import { listOf, recordOf } from '../../model/json.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Arm, ArmCluster, ListedCluster } from '../../ports.ts';
import { isAbsent } from './absent.ts';
import { failureOf, lastingProblem } from './arm-problems.ts';
import { type ArmClients, type Attempt, aksApiVersion, clusterUrl, orThrow, toldBy } from './client.ts';
import { tokenOf } from './operations.ts';

type Clusters = Pick<
  Arm,
  'clusters' | 'cluster' | 'createCluster' | 'deleteCluster' | 'tagCluster' | 'abortCluster' | 'kubeconfig'
>;

/** Managed clusters, by the SDK but for the create; its pollers only send the request, and are left alone afterwards. */
export function createClusters(clients: ArmClients): Clusters {
  return {
    async clusters(scope, after) {
      const answer = await clients.attempt(scope, 'Listing the clusters', async (client, options) => {
        const pages = client.managedClusters.list(options).byPage(after ? { continuationToken: after } : {});
        // One page, one request: the iterator would fetch the next by itself.
        return (await pages.next()).value;
      });
      const page = toldBy(answer);
      const next = page?.continuationToken;
      const bodies = listOf(recordOf(answer.last?.body)['value']);
      const items = [...(page ?? [])].map((seen, index) => listedOf(seen, bodies[index]));
      return { items, ...(next ? { next } : {}) };
    },

    async cluster(scope, group, name) {
      const answer = await clients.attempt(scope, 'Reading the cluster', (client, options) =>
        client.managedClusters.get(group, name, options),
      );
      return isAbsent(answer) ? undefined : clusterOf(toldBy(answer));
    },

    async createCluster(scope, group, name, body, etag) {
      // The SDK's serializer drops what it does not know (measured), and with it a caller's overrides.
      const answer = await clients.request(scope, 'Creating the cluster', {
        method: 'PUT',
        url: `${clusterUrl(scope, group, name)}?api-version=${aksApiVersion}`,
        headers: etag ? { 'if-match': etag } : { 'if-none-match': '*' },
        body,
      });
      if (answer.last?.status === 412) return { type: 'exists' };
      if ('problem' in answer && answer.problem.problem.code === 'azure-propagating') {
        return { type: 'propagating', problem: lastingProblem(answer.problem.problem) };
      }
      const exchange = orThrow(answer);
      const { correlationId } = exchange.ids;
      return {
        type: 'created',
        ...tokenOf(clients.endpoint, exchange),
        ...(correlationId ? { correlationId } : {}),
      };
    },

    async deleteCluster(scope, group, name, etag) {
      const answer = await clients.attempt(scope, 'Deleting the cluster', async (client, options) => {
        const poller = client.managedClusters.delete(group, name, { ...options, ...(etag ? { ifMatch: etag } : {}) });
        await poller.submitted();
      });
      if (isAbsent(answer)) return { type: 'accepted' };
      if (answer.last?.status === 412) return { type: 'changed' };
      orThrow(answer);
      return { type: 'accepted', ...(answer.last?.status === 202 ? tokenOf(clients.endpoint, answer.last) : {}) };
    },

    async tagCluster(scope, group, name, tags, etag) {
      const answer = await clients.attempt(scope, 'Tagging the cluster', async (client, options) => {
        const ifMatch = etag ? { ifMatch: etag } : {};
        const poller = client.managedClusters.updateTags(group, name, { tags }, { ...options, ...ifMatch });
        await poller.submitted();
      });
      if (answer.last?.status === 412) return 'changed';
      orThrow(answer);
      return 'accepted';
    },

    async abortCluster(scope, group, name) {
      const answer = await clients.attempt(scope, 'Aborting the operation', async (client, options) => {
        const poller = client.managedClusters.abortLatestOperation(group, name, options);
        await poller.submitted();
      });
      // A 409 says that the operation ended first: nothing is left to abort, as when there is no cluster.
      if (isAbsent(answer) || answer.last?.status === 409) return;
      orThrow(answer);
    },

    async kubeconfig(scope, group, name, role) {
      const answer = await clients.attempt(scope, `Reading the ${role} credential`, ({ managedClusters }, options) =>
        role === 'admin'
          ? managedClusters.listClusterAdminCredentials(group, name, options)
          : managedClusters.listClusterUserCredentials(group, name, { ...options, format: 'exec' }),
      );
      if (isAbsent(answer)) throw new ProblemError(problem('cluster-unreachable', 'Azure knows no such cluster.'));
      if (role === 'admin' && refusesLocalAccounts(answer)) return undefined;
      // The SDK has decoded the base64 of the wire already (measured).
      const bytes = toldBy(answer).kubeconfigs?.[0]?.value;
      if (bytes?.length) return new TextDecoder().decode(bytes);
      throw new ProblemError(problem('cluster-unreachable', `Azure gives no ${role} credential of the cluster yet.`));
    },
  };
}

/** AKS has no code for it: a 400 `BadRequest`, which says that the cluster is set to disable local accounts. */
function refusesLocalAccounts(answer: Attempt<unknown>): boolean {
  if (!('problem' in answer) || answer.last?.status !== 400) return false;
  return /disabled? local accounts|local accounts? (?:is|are) disabled/i.test(answer.problem.problem.detail);
}

function clusterOf(seen: ManagedCluster): ArmCluster {
  const failure = seen.status?.provisioningError;
  const version = seen.currentKubernetesVersion ?? seen.kubernetesVersion;
  return {
    id: seen.id ?? '',
    ...(seen.eTag ? { etag: seen.eTag } : {}),
    provisioningState: seen.provisioningState ?? 'Unknown',
    tags: seen.tags ?? {},
    ...(version ? { kubernetesVersion: version } : {}),
    ...(seen.fqdn || seen.privateFqdn ? { fqdn: seen.fqdn || seen.privateFqdn } : {}),
    ...(seen.nodeResourceGroup ? { nodeResourceGroup: seen.nodeResourceGroup } : {}),
    ...(seen.networkProfile?.networkPlugin ? { networkPlugin: seen.networkProfile.networkPlugin } : {}),
    pools: (seen.agentPoolProfiles ?? []).map(({ name, count, provisioningState }) => ({
      name,
      count: count ?? 0,
      ...(provisioningState ? { provisioningState } : {}),
    })),
    ...(failure ? { failure: failureOf('The cluster', { error: failure }) } : {}),
  };
}

function listedOf(seen: ManagedCluster, body: unknown): ListedCluster {
  return {
    ...clusterOf(seen),
    name: seen.name ?? '',
    group: /\/resourcegroups\/([^/]+)\//i.exec(seen.id ?? '')?.[1] ?? '',
    body: { properties: {}, location: seen.location, ...recordOf(body) },
  };
}
