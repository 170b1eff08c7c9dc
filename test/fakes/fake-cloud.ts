import { ProblemError, problem } from '../../src/model/problem.ts';
import type { MaintenanceWindow } from '../../src/model/upkeep.ts';
import type {
  Arm,
  ArmCluster,
  ArmClusterBody,
  AzureFailure,
  Clock,
  Helm,
  Kube,
  ListedCluster,
} from '../../src/ports.ts';
import { failuresIn } from './fake-activity-log.ts';
import { createFakeHelm } from './fake-helm.ts';
import { createFakeKube } from './fake-kube.ts';
import { createFakeNetwork, type FakeNetwork } from './fake-network.ts';
import { createFakePods, type PodScript } from './fake-pods.ts';
import { createFakeSubscription, type FakeSubscription } from './fake-subscription.ts';

export interface FakeCluster extends ArmCluster {
  /** As it was created, if by us. */
  body?: ArmClusterBody;
  settlesAt: number;
  settlesAs: string;
  goneAt?: number;
  nodeCount: number;
  /** When the nodes turn Ready, because a CNI was installed. */
  readyAt?: number;
  /** What helm has installed; once it was upgraded, when its workloads have rolled out. */
  release?: { version: string; revision: number; rolledOutAt?: number | undefined };
}

export interface FakeCloud {
  arm: Arm;
  kube: Kube;
  helm: Helm;
  clusters: Map<string, FakeCluster>;
  groups: Map<string, { location: string; tags: Record<string, string>; provisioningState?: string; goneAt?: number }>;
  /** Creates that had an effect, by name. */
  creates: Map<string, number>;
  /** How long Azure takes, in milliseconds; tests change it. */
  durations: { create: number; delete: number; ready: number };
  /** What the next creates end as, in order; then `Succeeded`. */
  endings: string[];
  /** What was put, by name of the cluster and of the schedule. */
  windows: Map<string, Required<MaintenanceWindow>>;
  /** Why creates fail. */
  failure: AzureFailure;
  networkPlugin: string;
  podScript: PodScript;
  /** The namespaces of probes that are left. */
  probes(): string[];
  /** Versions of charts that helm cannot install. */
  brokenCharts: Set<string>;
  /** Somebody else installs a CNI, whose pods nobody here knows. */
  installByHand(name: string): void;
  subscription: FakeSubscription;
  /** What networks of the caller's own consist of, and who holds which role. */
  network: FakeNetwork;
}

const quotaExceeded: AzureFailure = {
  problem: problem('azure-quota-exceeded', 'Family quota is used up.'),
  outlook: 'final',
};

/** A small Azure that keeps its promises, on the test's clock: for the engine, the scenarios and the crash matrix. */
export function createFakeCloud(clock: Clock): FakeCloud {
  const subscription = createFakeSubscription();
  const cloud: Omit<FakeCloud, 'arm' | 'kube' | 'helm' | 'probes' | 'installByHand'> = {
    clusters: new Map(),
    groups: new Map(),
    creates: new Map(),
    durations: { create: 8 * 60_000, delete: 4 * 60_000, ready: 30_000 },
    endings: [],
    windows: new Map(),
    failure: quotaExceeded,
    networkPlugin: 'none',
    podScript: { ms: 3_000, failing: [], dns: true },
    brokenCharts: new Set(),
    subscription: subscription.state,
    network: createFakeNetwork(),
  };

  function look(name: string): FakeCluster | undefined {
    const found = cloud.clusters.get(name);
    if (!found) return undefined;
    const now = clock.now();
    if (found.goneAt !== undefined && found.goneAt <= now) {
      cloud.clusters.delete(name);
      return undefined;
    }
    if (found.goneAt === undefined && found.settlesAt <= now) {
      found.provisioningState = found.settlesAs;
      if (found.settlesAs === 'Failed') found.failure = cloud.failure;
    }
    return found;
  }

  const arm: Arm = {
    async resourceGroup(_scope, name) {
      const group = cloud.groups.get(name);
      if (group?.goneAt !== undefined && group.goneAt <= clock.now()) cloud.groups.delete(name);
      const nodesOf = [...cloud.clusters.keys()].map(look).find((one) => one?.nodeResourceGroup === name);
      if (nodesOf) return { location: 'westeurope', tags: {}, provisioningState: 'Succeeded' };
      const found = cloud.groups.get(name);
      return found && { provisioningState: 'Succeeded', ...structuredClone(found) };
    },
    async taggedGroups(_scope, tag, value) {
      const items = [...cloud.groups].filter(([, group]) => group.tags[tag] === value);
      return {
        items: items.map(([name, group]) => ({ name, provisioningState: 'Succeeded', ...structuredClone(group) })),
      };
    },
    async createResourceGroup(_scope, name, location, tags) {
      cloud.groups.set(name, { location, tags });
    },
    async tagResourceGroup(_scope, name, tags) {
      const group = cloud.groups.get(name);
      if (group) group.tags = tags;
    },
    async deleteResourceGroup(_scope, name) {
      const group = cloud.groups.get(name);
      if (!group) return;
      // With all that is inside, whosever it is.
      for (const found of cloud.clusters.values()) {
        if (!found.id.includes(`/${name}/`)) continue;
        found.provisioningState = 'Deleting';
        found.goneAt = clock.now() + 20_000;
      }
      group.goneAt = clock.now() + 20_000;
      group.provisioningState = 'Deleting';
    },
    failures: async (_scope, group) => failuresIn([...cloud.clusters.values()], group),
    resourcesIn: async (_scope, group) =>
      [...cloud.clusters.keys()].filter((key) => look(key) && cloud.clusters.get(key)?.id.includes(`/${group}/`)),
    ...subscription.reads,
    ...cloud.network.arm,
    kubernetesVersions: async () => [
      { version: '1.34.7', isDefault: false, isPreview: false },
      { version: '1.35.2', isDefault: true, isPreview: false },
      { version: '1.36.0', isDefault: false, isPreview: true },
    ],
    clusters: async () => ({
      items: [...cloud.clusters.keys()].flatMap((name) => listed(name, look(name))),
    }),
    async cluster(_scope, _group, name) {
      const found = look(name);
      return found && structuredClone(found);
    },
    async createCluster({ subscriptionId }, group, name, body, etag) {
      const found = look(name);
      if (etag ? found?.etag !== etag : found) return { type: 'exists' };
      if (found) {
        Object.assign(found, {
          provisioningState: 'Updating',
          tags: body.tags ?? {},
          etag: `${name} of ${clock.now()}`,
          settlesAt: clock.now() + cloud.durations.create,
          settlesAs: cloud.endings.shift() ?? 'Succeeded',
        });
        delete found.failure;
        return { type: 'created', token: `create ${name}` };
      }
      cloud.creates.set(name, (cloud.creates.get(name) ?? 0) + 1);
      cloud.clusters.set(name, {
        id: `/subscriptions/${subscriptionId}/resourcegroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`,
        provisioningState: 'Creating',
        tags: body.tags ?? {},
        ...(body.properties.kubernetesVersion ? { kubernetesVersion: body.properties.kubernetesVersion } : {}),
        fqdn: `${body.properties.dnsPrefix}.hcp.azmk8s.io`,
        nodeResourceGroup: body.properties.nodeResourceGroup ?? `MC_${group}_${name}_${body.location}`,
        networkPlugin: cloud.networkPlugin,
        pools: [],
        body,
        etag: `${name} of ${clock.now()}`,
        settlesAt: clock.now() + cloud.durations.create,
        settlesAs: cloud.endings.shift() ?? 'Succeeded',
        nodeCount: (body.properties.agentPoolProfiles ?? []).reduce((sum, pool) => sum + (pool.count ?? 0), 0),
      });
      return { type: 'created', token: `create ${name}` };
    },
    async setMaintenanceWindow(_scope, _group, name, schedule, window) {
      if (!look(name)) throw new ProblemError(problem('azure-not-found', `There is no ${name}.`));
      cloud.windows.set(`${name} ${schedule}`, window);
    },
    async deleteCluster(_scope, _group, name, etag) {
      const found = look(name);
      if (found && etag && etag !== found.etag) return { type: 'changed' };
      if (found) {
        found.provisioningState = 'Deleting';
        found.goneAt = clock.now() + cloud.durations.delete;
      }
      return { type: 'accepted', token: `delete ${name}` };
    },
    async tagCluster(_scope, _group, name, tags, etag) {
      const found = look(name);
      if (!found) throw new ProblemError(problem('azure-not-found', `There is no ${name}.`));
      if (etag && etag !== found.etag) return 'changed';
      Object.assign(found, {
        provisioningState: 'Updating',
        tags,
        etag: `${name} of ${clock.now()}`,
        settlesAt: clock.now() + 20_000,
        settlesAs: 'Succeeded',
      });
      return 'accepted';
    },
    async abortCluster(_scope, _group, name) {
      const found = look(name);
      if (!found) return;
      found.settlesAt = clock.now() + 30_000;
      found.settlesAs = 'Canceled';
    },
    async operation(_scope, token) {
      const [, name = ''] = token.split(' ');
      const found = look(name);
      if (!found || found.provisioningState === 'Succeeded') return { status: 'succeeded' };
      if (found.provisioningState === 'Canceled') return { status: 'canceled' };
      if (found.provisioningState !== 'Failed') return { status: 'running' };
      return { status: 'failed', ...cloud.failure };
    },
    kubeconfig: async () => 'kubeconfig',
  };

  function inside(name: string): FakeCluster {
    const found = look(name);
    if (found?.provisioningState !== 'Succeeded') {
      throw new ProblemError(problem('cluster-unreachable', 'connection refused'));
    }
    return found;
  }

  const pods = createFakePods(clock, cloud.podScript, (name) => void inside(name));
  const kube: Kube = { ...createFakeKube(clock, cloud.podScript, inside), ...pods.side };
  const helm = createFakeHelm(clock, cloud, inside);

  function installByHand(name: string): void {
    inside(name).readyAt = clock.now();
  }

  return Object.assign(cloud, { arm, kube, helm, probes: pods.left, installByHand });
}

/** As a listing shows it: with plug-in none AKS keeps no range of pods. */
function listed(name: string, found: FakeCluster | undefined): ListedCluster[] {
  if (!found) return [];
  const body: ArmClusterBody = structuredClone(found.body ?? { location: 'westeurope', properties: {} });
  delete body.properties.networkProfile?.podCidr;
  return [structuredClone({ ...found, name, group: found.id.split('/')[4] ?? '', body })];
}
