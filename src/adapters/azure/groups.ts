import { listOf, recordOf, stringsOf, textOf } from '../../model/json.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Arm, TaggedGroup } from '../../ports.ts';
import { isAbsent } from './absent.ts';
import { type ArmClients, type Attempt, toldBy } from './client.ts';
import type { Exchange } from './exchange.ts';
import { mostPages } from './listing.ts';

const resources = '2021-04-01';

type Groups = Pick<
  Arm,
  'resourceGroup' | 'taggedGroups' | 'createResourceGroup' | 'tagResourceGroup' | 'deleteResourceGroup' | 'resourcesIn'
>;

/** Resource groups and providers: plain requests, because another SDK would add 50 MB. */
export function createGroups(clients: ArmClients): Groups {
  const groupUrl = (subscriptionId: string, name: string, below = '') =>
    `/subscriptions/${subscriptionId}/resourcegroups/${encodeURIComponent(name)}${below}?api-version=${resources}`;

  return {
    async resourceGroup(scope, name) {
      const url = groupUrl(scope.subscriptionId, name);
      const body = present(await clients.request(scope, 'Reading the resource group', { method: 'GET', url }));
      if (!body) return undefined;
      const { name: _, ...group } = groupOf(body);
      return group;
    },

    async taggedGroups(scope, tag, value, after) {
      const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
      const filter = encodeURIComponent(`tagName eq ${quoted(tag)} and tagValue eq ${quoted(value)}`);
      const url =
        after ?? `/subscriptions/${scope.subscriptionId}/resourcegroups?api-version=${resources}&$filter=${filter}`;
      const { body } = toldBy(await clients.request(scope, 'Listing the resource groups', { method: 'GET', url }));
      const next = textOf(recordOf(body)['nextLink']);
      return { items: listOf(recordOf(body)['value']).map(groupOf), ...(next ? { next } : {}) };
    },

    async createResourceGroup(scope, name, location, tags) {
      const url = groupUrl(scope.subscriptionId, name);
      toldBy(
        await clients.request(scope, 'Creating the resource group', { method: 'PUT', url, body: { location, tags } }),
      );
    },

    async tagResourceGroup(scope, name, tags) {
      const url = groupUrl(scope.subscriptionId, name);
      const answer = await clients.request(scope, 'Tagging the resource group', {
        method: 'PATCH',
        url,
        body: { tags },
      });
      if ('problem' in answer && !isAbsent(answer)) throw answer.problem;
    },

    async deleteResourceGroup(scope, name) {
      const url = groupUrl(scope.subscriptionId, name);
      const answer = await clients.request(scope, 'Deleting the resource group', { method: 'DELETE', url });
      if ('problem' in answer && !isAbsent(answer)) throw answer.problem;
    },

    async resourcesIn(scope, group) {
      let url = groupUrl(scope.subscriptionId, group, '/resources');
      for (let page = 0; page < mostPages; page++) {
        const answer = await clients.request(scope, 'Listing the resource group', { method: 'GET', url });
        // Whether the group itself is gone, only a look at it can say.
        if (isAbsent(answer)) break;
        const { value, nextLink } = recordOf(toldBy(answer).body);
        if (!Array.isArray(value)) break;
        url = textOf(nextLink);
        if (value.length > 0 || !url) return value.map((item) => textOf(recordOf(item)['id']));
      }
      throw new ProblemError(problem('azure-unavailable', `Azure gave no whole list of what is in ${group}.`));
    },
  };
}

function groupOf(item: unknown): TaggedGroup {
  const body = recordOf(item);
  return {
    name: textOf(body['name']),
    location: textOf(body['location']),
    tags: stringsOf(body['tags']),
    provisioningState: textOf(recordOf(body['properties'])['provisioningState']),
  };
}

/** The body; nothing if ARM says that the resource is not there. */
function present(answer: Attempt<Exchange>): Record<string, unknown> | undefined {
  if (isAbsent(answer)) return undefined;
  return recordOf(toldBy(answer).body);
}
