import { listOf, recordOf, textOf } from '../../model/json.ts';
import type { Arm, ArmSubscription, PolicyDenial, QuotaProvider } from '../../ports.ts';
import { type ArmClients, aksApiVersion, toldBy } from './client.ts';
import { everyItem } from './listing.ts';
import { pathOf, scopeOf } from './resource.ts';
import { sizesOf } from './sizes.ts';

const versions = {
  resources: '2021-04-01',
  skus: '2021-07-01',
  permissions: '2022-04-01',
  locks: '2020-05-01',
  policy: '2024-10-01',
};
const usageVersions: Record<QuotaProvider, string> = {
  'Microsoft.Compute': '2024-07-01',
  'Microsoft.Network': '2023-11-01',
  'Microsoft.ContainerService': aksApiVersion,
};

/** What a subscription has, may and must not: plain requests, one for each question but for pages. */
export function createSubscriptionReads(clients: ArmClients): Pick<Arm, keyof ArmSubscription> {
  const below = (subscriptionId: string, path: string) => `/subscriptions/${subscriptionId}${path}`;

  return {
    async providers(scope) {
      const url = below(scope.subscriptionId, `/providers?api-version=${versions.resources}`);
      const items = (await everyItem(clients, scope, 'Listing the resource providers', url)) ?? [];
      return Object.fromEntries(
        items.map((item) => [textOf(item['namespace']).toLowerCase(), textOf(item['registrationState'])]),
      );
    },

    async vmSizes(scope, location) {
      const filter = encodeURIComponent(`location eq '${location}'`);
      const path = `/providers/Microsoft.Compute/skus?api-version=${versions.skus}&$filter=${filter}`;
      const items = await everyItem(clients, scope, 'Listing the VM sizes', below(scope.subscriptionId, path));
      return sizesOf(items ?? [], location);
    },

    async usages(scope, provider, location) {
      const path = `/providers/${provider}/locations/${location}/usages?api-version=${usageVersions[provider]}`;
      const items = await everyItem(clients, scope, 'Reading the quotas', below(scope.subscriptionId, path));
      return items?.map(({ name, currentValue, limit }) => ({
        name: textOf(recordOf(name)['value']),
        used: Number(currentValue),
        limit: Number(limit),
      }));
    },

    async permissions(scope, at) {
      const url = `${pathOf(at)}/providers/Microsoft.Authorization/permissions?api-version=${versions.permissions}`;
      const items = (await everyItem(clients, scopeOf(scope, at), 'Reading our own permissions', url)) ?? [];
      return items.map(({ actions, notActions }) => ({
        actions: listOf(actions).map(textOf),
        notActions: listOf(notActions).map(textOf),
      }));
    },

    async locks(scope, group) {
      const at = below(scope.subscriptionId, `/resourceGroups/${encodeURIComponent(group)}`);
      const url = `${at}/providers/Microsoft.Authorization/locks?api-version=${versions.locks}`;
      const items = (await everyItem(clients, scope, 'Reading the locks', url)) ?? [];
      // The list goes on with the locks of what is inside, which are no matter of ours.
      const onGroup =
        /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i;
      return items
        .filter((item) => onGroup.test(textOf(item['id'])))
        .map((item) => ({ name: textOf(item['name']), level: textOf(recordOf(item['properties'])['level']) }));
    },

    async policyDenials(scope, at, resource) {
      const url = `${pathOf(at)}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions?api-version=${versions.policy}`;
      // A POST that changes nothing. Without `includeAuditEffect` it tells only of what would be denied.
      const body = { resourceDetails: { resourceContent: resource, apiVersion: aksApiVersion } };
      const answer = toldBy(await clients.request(scope, 'Asking the policies', { method: 'POST', url, body }));
      const { policyEvaluations } = recordOf(recordOf(answer.body)['contentEvaluationResult']);
      return listOf(policyEvaluations).map(recordOf).flatMap(denialOf);
    },
  };
}

function denialOf(evaluation: Record<string, unknown>): PolicyDenial[] {
  if (evaluation['evaluationResult'] !== 'NonCompliant') return [];
  const effect = textOf(recordOf(evaluation['effectDetails'])['policyEffect']) || 'Deny';
  if (effect.toLowerCase() !== 'deny') return [];
  const { policyAssignmentId, policyDefinitionId } = recordOf(evaluation['policyInfo']);
  const { reason, evaluatedExpressions } = recordOf(evaluation['evaluationDetails']);
  const said =
    textOf(reason) || listOf(evaluatedExpressions).map(recordOf).map(expressionOf).filter(Boolean).join(', ');
  return [
    {
      assignmentId: textOf(policyAssignmentId),
      definitionId: textOf(policyDefinitionId),
      ...(said ? { reason: said } : {}),
    },
  ];
}

/** `location notIn westeurope`; the type, which every policy looks at first, says nothing. */
function expressionOf({ path, operator, targetValue }: Record<string, unknown>): string {
  if (!textOf(path) || textOf(path).toLowerCase() === 'type') return '';
  const value = Array.isArray(targetValue) ? targetValue.join(' ') : String(targetValue ?? '');
  return `${textOf(path)} ${textOf(operator)} ${value}`.trim();
}
