import type { ManagedCluster } from '@azure/arm-containerservice';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Arm, ArmCluster, ArmClusterBody, ListedCluster } from '../../ports.ts';
import { isAbsent } from './absent.ts';
import { failureOf } from './arm-problems.ts';
import { type ArmClients, orThrow, toldBy } from './client.ts';
import { tokenOf } from './operations.ts';

type Clusters = Pick<Arm, 'clusters' | 'cluster' | 'createCluster' | 'deleteCluster' | 'abortCluster' | 'kubeconfig'>;

/** Managed clusters, by the SDK; its pollers only send the request, and are left alone afterwards. */
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
      return { items: [...(page ?? [])].map(listedOf), ...(next ? { next } : {}) };
    },

    async cluster(scope, group, name) {
      const answer = await clients.attempt(scope, 'Reading the cluster', (client, options) =>
        client.managedClusters.get(group, name, options),
      );
      return isAbsent(answer) ? undefined : clusterOf(toldBy(answer));
    },

    async createCluster(scope, group, name, body, etag) {
      const answer = await clients.attempt(scope, 'Creating the cluster', async (client, options) => {
        // A poller is a promise of the whole operation: awaiting or returning it would wait for minutes.
        const poller = client.managedClusters.createOrUpdate(group, name, managedCluster(body), {
          ...options,
          ...(etag ? { ifMatch: etag } : { ifNoneMatch: '*' }),
        });
        await poller.submitted();
      });
      if (answer.last?.status === 412) return { type: 'exists' };
      // Accepted is accepted, even if the SDK cannot read the body.
      if ('problem' in answer && (answer.last?.status ?? 0) >= 300) throw answer.problem;
      if (!answer.last) orThrow(answer);
      return { type: 'created', ...tokenOf(clients.endpoint, answer.last) };
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

    async abortCluster(scope, group, name) {
      const answer = await clients.attempt(scope, 'Aborting the operation', async (client, options) => {
        const poller = client.managedClusters.abortLatestOperation(group, name, options);
        await poller.submitted();
      });
      // A 409 says that the operation ended first: nothing is left to abort, as when there is no cluster.
      if (isAbsent(answer) || answer.last?.status === 409) return;
      orThrow(answer);
    },

    async kubeconfig(scope, group, name) {
      const answer = await clients.attempt(scope, 'Reading the admin credential', (client, options) =>
        client.managedClusters.listClusterAdminCredentials(group, name, options),
      );
      if (isAbsent(answer)) throw new ProblemError(problem('cluster-unreachable', 'Azure knows no such cluster.'));
      // The SDK has decoded the base64 of the wire already (measured).
      const bytes = toldBy(answer).kubeconfigs?.[0]?.value;
      if (bytes?.length) return new TextDecoder().decode(bytes);
      throw new ProblemError(problem('cluster-unreachable', 'Azure gives no admin credential of the cluster yet.'));
    },
  };
}

/** The order in AKS's words. No networkPolicy and no pluginMode: AKS refuses them with plug-in none. */
function managedCluster(body: ArmClusterBody): ManagedCluster {
  const { podCidr, serviceCidr, dnsServiceIP, outboundType } = body.network;
  return {
    location: body.location,
    tags: body.tags,
    sku: { name: 'Base', tier: 'Free' },
    identity: { type: 'SystemAssigned' },
    ...(body.kubernetesVersion ? { kubernetesVersion: body.kubernetesVersion } : {}),
    dnsPrefix: body.dnsPrefix,
    enableRbac: true,
    agentPoolProfiles: body.nodePools.map(({ name, mode, count, vmSize, maxPods, vnetSubnetId }) => ({
      name,
      mode,
      count,
      maxPods,
      type: 'VirtualMachineScaleSets',
      osType: 'Linux',
      ...(vmSize ? { vmSize } : {}),
      ...(vnetSubnetId ? { vnetSubnetID: vnetSubnetId } : {}),
    })),
    networkProfile: {
      networkPlugin: 'none',
      podCidr,
      serviceCidr,
      dnsServiceIP,
      outboundType,
      loadBalancerSku: 'standard',
    },
  };
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
    ...(seen.fqdn ? { fqdn: seen.fqdn } : {}),
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

function listedOf(seen: ManagedCluster): ListedCluster {
  const { podCidr, serviceCidr, dnsServiceIP, outboundType } = seen.networkProfile ?? {};
  return {
    ...clusterOf(seen),
    name: seen.name ?? '',
    group: /\/resourcegroups\/([^/]+)\//i.exec(seen.id ?? '')?.[1] ?? '',
    location: seen.location,
    dnsPrefix: seen.dnsPrefix ?? '',
    nodePools: (seen.agentPoolProfiles ?? []).map(({ name, mode, count, vmSize, maxPods, vnetSubnetID }) => ({
      name,
      mode: mode === 'System' ? 'System' : 'User',
      count: count ?? 0,
      ...(vmSize ? { vmSize } : {}),
      maxPods: maxPods ?? 0,
      ...(vnetSubnetID ? { vnetSubnetId: vnetSubnetID } : {}),
    })),
    network: {
      ...(podCidr ? { podCidr } : {}),
      ...(serviceCidr ? { serviceCidr } : {}),
      ...(dnsServiceIP ? { dnsServiceIP } : {}),
      ...(outboundType ? { outboundType } : {}),
    },
  };
}
