import { listOf, recordOf, textOf } from '../../model/json.ts';
import type { NetworkReads } from '../../ports.ts';
import type { ArmClients } from './client.ts';
import { everyItem } from './listing.ts';
import { pathOf, readResource, scopeOf } from './resource.ts';

const authorization = '2022-04-01';

/** Who holds which role, and what roles permit. */
export function createRoleReads(clients: ArmClients): Pick<NetworkReads, 'roleAssignments' | 'roleDefinition'> {
  return {
    async roleAssignments(scope, at, principalId) {
      // `assignedTo` counts groups, and groups in groups; `atScope` what is inherited, and nothing from below.
      const filter = encodeURIComponent(`atScope() and assignedTo('${principalId}')`);
      const url = `${pathOf(at)}/providers/Microsoft.Authorization/roleAssignments?api-version=${authorization}&$filter=${filter}`;
      const found = (await everyItem(clients, scopeOf(scope, at), 'Listing role assignments', url)) ?? [];
      return found.map((item) => {
        const properties = recordOf(item['properties']);
        return {
          roleDefinitionId: textOf(properties['roleDefinitionId']),
          scope: textOf(properties['scope']),
          principalId: textOf(properties['principalId']),
        };
      });
    },

    async roleDefinition(scope, id) {
      const body = await readResource(clients, scope, 'Reading the role definition', id, authorization);
      if (!body) return undefined;
      const { roleName, permissions } = recordOf(body['properties']);
      return {
        name: textOf(roleName),
        permissions: listOf(permissions).map((item) => {
          const { actions, notActions } = recordOf(item);
          return { actions: listOf(actions).map(textOf), notActions: listOf(notActions).map(textOf) };
        }),
      };
    },
  };
}
