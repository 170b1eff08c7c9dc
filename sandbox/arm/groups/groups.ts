import type { JsonObject } from '../../json.ts';
import type { State } from '../../state/state.ts';
import { armError, groupNotFound } from '../errors.ts';

/** A resource group as it is kept; `body` is what callers see of it. */
export interface ResourceGroup {
  subscriptionId: string;
  name: string;
  location: string;
  tags?: Record<string, string>;
  /** The cluster that owns a node resource group. */
  managedBy?: string;
  provisioningState: 'Succeeded' | 'Deleting';
}

export type Groups = ReturnType<typeof createGroups>;

/** Resource groups by subscription and name, compared without case. */
export function createGroups(state: State) {
  const all = state.map<ResourceGroup>('groups');
  const key = (subscriptionId: string, name: string) => `${subscriptionId}/${name}`.toLowerCase();

  return {
    find: (subscriptionId: string, name: string) => all.get(key(subscriptionId, name)),
    /** The group, or Resource Manager's 404. */
    need(subscriptionId: string, name: string): ResourceGroup {
      const group = all.get(key(subscriptionId, name));
      if (group === undefined) throw groupNotFound(name);
      return group;
    },
    /** The group, if something may be made in it. */
    needForWrite(subscriptionId: string, name: string): ResourceGroup {
      const group = this.need(subscriptionId, name);
      if (group.provisioningState === 'Deleting') {
        throw armError(
          409,
          'ResourceGroupBeingDeleted',
          `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`,
        );
      }
      return group;
    },
    put(group: ResourceGroup): void {
      all.set(key(group.subscriptionId, group.name), group);
    },
    remove(subscriptionId: string, name: string): void {
      all.delete(key(subscriptionId, name));
    },
    inSubscription: (subscriptionId: string) =>
      [...all.values()].filter((group) => group.subscriptionId === subscriptionId.toLowerCase()),
    all: () => [...all.values()],
    body(group: ResourceGroup): JsonObject {
      const { subscriptionId, name, location, tags, managedBy, provisioningState } = group;
      return {
        id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
        name,
        type: 'Microsoft.Resources/resourceGroups',
        location,
        ...(managedBy === undefined ? {} : { managedBy }),
        ...(tags === undefined ? {} : { tags }),
        properties: { provisioningState },
      };
    },
  };
}
