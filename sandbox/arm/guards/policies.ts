import { isObject, type JsonObject, list, object } from '../../json.ts';
import { armError } from '../errors.ts';

/** A policy of effect Deny on clusters, said in one condition: what it denies is a field that is missing or not as it should. */
interface Policy {
  subscriptionId: string;
  name: string;
  /** In ARM's words: `location`, `tags.costCentre`, `properties.apiServerAccessProfile.enablePrivateCluster`. */
  field: string;
  /** The values that pass; without them the field need only be there. */
  allowed?: unknown[];
}

const CLUSTERS = 'Microsoft.ContainerService/managedClusters';

export type Policies = ReturnType<typeof createPolicies>;

/** Policy assignments of a subscription, as tests write them; Azure's own language is not spoken here. */
export function createPolicies(changed: () => void) {
  const all = new Map<string, Policy>();
  const key = (subscriptionId: string, name: string) => `${subscriptionId}/${name}`.toLowerCase();

  /** Those that a resource offends; only clusters are looked at. */
  function offended(subscriptionId: string, resource: unknown): Policy[] {
    if (`${object(resource)['type']}`.toLowerCase() !== CLUSTERS.toLowerCase()) return [];
    return [...all.values()].filter((policy) => policy.subscriptionId === subscriptionId && !meets(policy, resource));
  }

  return {
    /** For tests. */
    assign(subscriptionId: string, name: string, condition: Pick<Policy, 'field' | 'allowed'>): void {
      all.set(key(subscriptionId, name), { subscriptionId, name, ...condition });
      changed();
    },
    remove(subscriptionId: string, name: string): boolean {
      changed();
      return all.delete(key(subscriptionId, name));
    },
    /** The answer of `checkPolicyRestrictions` (specification of 2024-10-01). */
    restrictions: (subscriptionId: string, resource: unknown): JsonObject => ({
      fieldRestrictions: [],
      contentEvaluationResult: {
        policyEvaluations: offended(subscriptionId, resource).map((policy) => ({
          policyInfo: {
            policyDefinitionId: definitionId(policy),
            policyAssignmentId: assignmentId(policy),
          },
          evaluationResult: 'NonCompliant',
          evaluationDetails: {
            evaluatedExpressions: [
              {
                result: 'True',
                expressionKind: 'Field',
                expression: policy.field,
                path: policy.field,
                expressionValue: valueAt(resource, policy.field),
                targetValue: policy.allowed ?? 'false',
                operator: policy.allowed ? 'NotIn' : 'Exists',
              },
            ],
          },
          effectDetails: { policyEffect: 'Deny' },
        })),
      },
    }),
    /** Refuses a PUT as Resource Manager does (quoted in public issues). */
    check(subscriptionId: string, name: string, resource: JsonObject): void {
      const [policy] = offended(subscriptionId, { ...resource, type: CLUSTERS });
      if (policy === undefined) return;
      const identifiers = [
        {
          policyAssignment: { name: policy.name, id: assignmentId(policy) },
          policyDefinition: { name: policy.name, id: definitionId(policy) },
        },
      ];
      const message = `Resource '${name}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`;
      const info = {
        policyDefinitionDisplayName: policy.name,
        policyDefinitionId: definitionId(policy),
        policyDefinitionEffect: 'deny',
        policyAssignmentName: policy.name,
        policyAssignmentDisplayName: policy.name,
        policyAssignmentId: assignmentId(policy),
      };
      throw armError(403, 'RequestDisallowedByPolicy', message, {
        target: name,
        additionalInfo: [{ type: 'PolicyViolation', info }],
      });
    },
    snapshot: () => [...all.values()],
    restore(snapshot: unknown): void {
      for (const item of list(snapshot)) {
        const policy = item as Policy;
        all.set(key(policy.subscriptionId, policy.name), policy);
      }
    },
  };
}

const idOf = (kind: string, { subscriptionId, name }: Policy) =>
  `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/${kind}/${name}`;
const definitionId = (policy: Policy) => idOf('policyDefinitions', policy);
const assignmentId = (policy: Policy) => idOf('policyAssignments', policy);

function meets({ field, allowed }: Policy, resource: unknown): boolean {
  const value = valueAt(resource, field);
  return allowed ? allowed.includes(value) : value !== undefined;
}

function valueAt(resource: unknown, field: string): unknown {
  return field.split('.').reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), resource);
}
