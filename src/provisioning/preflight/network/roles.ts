import type { RoleAssignment, RoleDefinition } from '../../../ports.ts';
import type { Facts } from '../facts.ts';
import { builtInRoles, permits, roleIdOf } from './rights.ts';

/** A role that the identity holds where it was looked for. */
interface Held {
  scope: string;
  role: RoleDefinition;
  custom: boolean;
}

export interface Rights {
  lacking: string[];
  held: Held[];
}

/**
 * Which of some actions a principal lacks, by the roles it holds. Azure's own roles are judged first: the others have to be
 * read.
 */
export async function rightsOf(
  facts: Facts,
  assignments: readonly RoleAssignment[],
  actions: readonly string[],
): Promise<Rights> {
  const held: Held[] = [];
  const lacking = () => actions.filter((action) => !held.some(({ role }) => permits(role.permissions, action)));
  const isCustom = ({ roleDefinitionId }: RoleAssignment) => !(roleIdOf(roleDefinitionId) in builtInRoles);
  for (const assignment of assignments.toSorted((a, b) => Number(isCustom(a)) - Number(isCustom(b)))) {
    const missing = lacking();
    if (missing.length === 0) break;
    const role = await facts.role(assignment.roleDefinitionId, missing);
    held.push({ scope: assignment.scope, role, custom: isCustom(assignment) });
  }
  return { lacking: lacking(), held };
}

/** `Network Contributor at /subscriptions/…; Reader at /` */
export function rolesText(held: readonly Held[]): string {
  return held.map(({ role, scope }) => `${role.name} at ${scope}`).join('; ') || 'no role there';
}

/** The command that gives an identity a role. */
export function grantCommand(principalId: string, role: string, scope: string): string {
  return `az role assignment create --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --role "${role}" --scope ${scope}`;
}
