import { type JsonObject, object } from '../../json.ts';
import type { ClusterStore } from '../clusters/store.ts';
import type { Identities } from '../identities/identities.ts';
import type { NetworkResources } from '../network/resources.ts';
import type { Networks } from '../network/virtual-networks.ts';
import type { ResourceGroup } from './groups.ts';

export interface ContentParts {
  clusters: ClusterStore;
  networks: Networks;
  networkResources: NetworkResources;
  identities: Identities;
}

export type GroupContents = ReturnType<typeof createGroupContents>;

/** The resources of all types that lie in a resource group. */
export function createGroupContents({ clusters, networks, networkResources, identities }: ContentParts) {
  return {
    clusters: ({ subscriptionId, name }: ResourceGroup) => clusters.inGroup(subscriptionId, name),
    /** All of them, in the few members that a list of resources shows. */
    list: ({ subscriptionId, name: group }: ResourceGroup, apiVersion: string): JsonObject[] =>
      [
        ...clusters.inGroup(subscriptionId, group).map(({ body }) => body),
        ...networks.inGroup(subscriptionId, group).map((network) => networks.body(network, apiVersion)),
        ...networkResources.inGroup(subscriptionId, group).map((one) => networkResources.body(one)),
        ...identities.inGroup(subscriptionId, group),
      ].map((body) => {
        const { id, name, type, location, tags } = object(body);
        return {
          id: `${id}`.replace('/resourcegroups/', '/resourceGroups/'),
          name,
          type,
          location,
          ...(tags ? { tags } : {}),
        };
      }),
    /** Takes away all but the clusters, which go by operations of their own. */
    removeOthers({ subscriptionId, name: group }: ResourceGroup): void {
      for (const network of networks.inGroup(subscriptionId, group)) networks.remove(network.id);
      networkResources.removeGroup(subscriptionId, group);
      identities.removeGroup(subscriptionId, group);
    },
  };
}
