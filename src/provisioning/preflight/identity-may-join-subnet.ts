import { type Check, type CheckContext, failed, notApplicable, passed } from './check.ts';
import { type Fault, inOwnSubnets, type SeenSubnet, verdictOf } from './network/own-subnets.ts';
import { holdsAt } from './network/rights.ts';
import { grantCommand, type Rights, rightsOf, rolesText } from './network/roles.ts';

const needed = [
  'Microsoft.Network/virtualNetworks/subnets/join/action',
  'Microsoft.Network/virtualNetworks/subnets/read',
];

/**
 * What Microsoft's overview of CNIs asks of custom roles, and its page on bringing one's own CNI does not: it is told, and
 * nothing fails for it.
 */
const disputed = 'Microsoft.Authorization/roleAssignments/write';

/** The cluster's identity may put nodes into the subnets: inherited roles count, and those of its groups. */
export const identityMayJoinSubnet: Check = {
  name: 'identity-may-join-subnet',
  run: (context) =>
    inOwnSubnets(context, async (seen) => {
      const { identity } = context.cluster.order;
      if (identity?.type !== 'UserAssigned') {
        return failed(
          '/identity',
          'A system-assigned identity comes with the cluster: nobody can have given it a role on the subnet.',
          'Order a user-assigned identity that has the role Network Contributor on the subnet: az identity create …',
        );
      }
      const found = await context.facts.userAssignedIdentity(identity.resourceId);
      if (!found) return notApplicable('The identity does not exist: it holds no role anywhere.');
      const faults: Fault[] = [];
      const good: Rights[] = [];
      for (const one of seen) {
        const rights = await rightsIn(context, seen, one, found.principalId);
        if (rights.lacking.length === 0) good.push(rights);
        else faults.push(faultOf(one, found.principalId, rights));
      }
      return verdictOf(faults, () => {
        const held = good.flatMap((rights) => rights.held);
        return passed(
          `The identity may put nodes into the subnet.${held.some(({ custom }) => custom) ? disagreement : ''}`,
          `it holds ${rolesText(held)}`,
        );
      });
    }),
};

const disagreement = ` It may by a custom role: of such one page of Microsoft's asks ${disputed} too, another does not.`;

/** What the first subnet's listing tells of its network holds for the others as well, and spares their reads. */
async function rightsIn(
  { facts }: CheckContext,
  [first]: readonly SeenSubnet[],
  { id }: SeenSubnet,
  principalId: string,
): Promise<Rights> {
  if (first && first.id !== id) {
    const inherited = await facts.roleAssignments(first.id, principalId);
    const rights = await rightsOf(
      facts,
      inherited.filter((one) => holdsAt(one, id)),
      needed,
    );
    if (rights.lacking.length === 0) return rights;
  }
  return rightsOf(facts, await facts.roleAssignments(id, principalId), needed);
}

function faultOf({ id, pointer, subnet }: SeenSubnet, principalId: string, { lacking, held }: Rights): Fault {
  return {
    pointer,
    detail: `The identity lacks ${lacking.join(' and ')} on subnet ${subnet.name}.`,
    remedy: `Run: ${grantCommand(principalId, 'Network Contributor', id)}`,
    fact: `it holds ${rolesText(held)}`,
  };
}
