import { stringMap } from '../../json.ts';
import type { Cluster } from '../clusters/cluster.ts';
import { checkIdle } from '../clusters/in-progress.ts';
import type { Lifecycle } from '../clusters/lifecycle.ts';
import type { ClusterStore } from '../clusters/store.ts';
import type { GroupContents } from '../groups/contents.ts';
import type { Groups, ResourceGroup } from '../groups/groups.ts';
import type { Identities } from '../identities/identities.ts';
import type { NetworkResources } from '../network/resources.ts';
import type { Networks } from '../network/virtual-networks.ts';
import type { Operations } from '../operations.ts';

export interface TaggedParts {
  groups: Groups;
  contents: GroupContents;
  clusters: ClusterStore;
  networks: Networks;
  networkResources: NetworkResources;
  identities: Identities;
  operations: Operations;
  lifecycle: Lifecycle;
}

type Tags = Record<string, string>;

/** A resource group or a resource, as far as tags go. */
export interface Tagged {
  tags: Tags;
  /** Has the provider set other tags; refuses as it does. */
  retag(tags: Tags): void;
}

/** What has tags below a subscription, whichever provider keeps it. */
export function createTagged(parts: TaggedParts) {
  const { groups, contents, clusters, networks, networkResources, identities, operations, lifecycle } = parts;

  const groupAs = (group: ResourceGroup): Tagged => ({
    tags: group.tags ?? {},
    retag(tags) {
      groups.put({ ...groups.needForWrite(group.subscriptionId, group.name), tags });
    },
  });

  const clusterAs = (cluster: Cluster): Tagged => ({
    tags: cluster.body.tags ?? {},
    retag(tags) {
      checkIdle(cluster, operations);
      lifecycle.retag(cluster, tags);
    },
  });

  return {
    group: (subscriptionId: string, name: string): Tagged => groupAs(groups.need(subscriptionId, name)),
    /** The resource of an id in any case. */
    resource(id: string): Tagged | undefined {
      const cluster = clusters.byKey(id.toLowerCase());
      if (cluster !== undefined) return clusterAs(cluster);
      const network = networks.byId(id);
      if (network !== undefined) return { tags: network.tags ?? {}, retag: (tags) => networks.retag(network, tags) };
      const other = networkResources.byId(id);
      if (other !== undefined) return { tags: other.tags, retag: (tags) => networkResources.retag(other, tags) };
      const identity = identities.byId(id);
      return identity && { tags: stringMap(identity['tags']), retag: (tags) => identities.retag(identity, tags) };
    },
    /** The tags of every group and resource of a subscription. */
    all: (subscriptionId: string, apiVersion: string): Tags[] =>
      groups
        .inSubscription(subscriptionId)
        .flatMap((group) => [group.tags ?? {}, ...contents.list(group, apiVersion).map(({ tags }) => stringMap(tags))]),
  };
}
