import { object, text } from '../../json.ts';
import { aksError } from '../errors.ts';
import type { Identities } from '../identities/identities.ts';
import type { OperationError } from '../operations.ts';
import type { RoleAssignments } from '../rights/assignments.ts';
import { poolsBySubnet } from './own-network.ts';
import type { ClusterRequest } from './request.ts';

export interface OwnIdentityParts {
  identities: Identities;
  roleAssignments: RoleAssignments;
}

const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const ZONE_READ = 'Microsoft.Network/privateDnsZones/read';

/** Refuses identities that do not exist (the text is ours), and one without rights on the private DNS zone. */
export function checkIdentities(request: ClusterRequest, parts: OwnIdentityParts): void {
  const gone = identitiesOf(request).find((id) => parts.identities.byId(id) === undefined);
  if (gone !== undefined) {
    throw aksError(400, 'InvalidParameter', `The identity ${gone} was not found. Please make sure that it exists.`, {
      target: 'identity.userAssignedIdentities',
    });
  }
  const zone = request.properties.apiServerAccessProfile?.privateDNSZone ?? '';
  const principalId = principalOf(request, parts);
  if (!zone.startsWith('/') || principalId === undefined) return;
  if (parts.roleAssignments.allows(principalId, ZONE_READ, zone)) return;
  throw aksError(
    400,
    'CustomPrivateDNSZoneMissingPermissionError',
    `Service principal or user assigned identity must be given permission to read and write to custom private dns zone ${zone}. Check access result not allowed for action ${ZONE_READ}.`,
    { target: 'apiServerAccessProfile.privateDNSZone' },
  );
}

/**
 * Why a create will come to nothing although AKS accepts it: the cluster's identity may not put nodes into the subnet. A
 * system-assigned one is new and has no rights yet; the sandbox lets it pass, as AKS lets a late grant.
 */
export function missingRight(request: ClusterRequest, parts: OwnIdentityParts): OperationError | undefined {
  const principalId = principalOf(request, parts);
  if (principalId === undefined) return undefined;
  const denied = [...poolsBySubnet(request).keys()].find((id) => !parts.roleAssignments.allows(principalId, JOIN, id));
  if (denied === undefined) return undefined;
  const cause = {
    code: 'LinkedAuthorizationFailed',
    message: `The client '${principalId}' with object id '${principalId}' has permission to perform action 'Microsoft.Compute/virtualMachineScaleSets/write' on scope 'the node resource group'; however, it does not have permission to perform action '${JOIN}' on the linked scope(s) '${denied}' or the linked scope(s) are invalid.`,
  };
  return {
    code: 'CreateVMSSAgentPoolFailed',
    message: `VMSSAgentPoolReconciler retry failed: Category: ClientError; SubCode: LinkedAuthorizationFailed; Dependency: Microsoft.Compute/VirtualMachineScaleSet; OrginalError: ${JSON.stringify(cause)}; AKSTeam: NodeProvisioning, Retriable: false.`,
    details: [cause],
  };
}

function identitiesOf({ identity }: ClusterRequest): string[] {
  return identity?.type === 'UserAssigned' ? Object.keys(identity.userAssignedIdentities ?? {}) : [];
}

function principalOf(request: ClusterRequest, { identities }: OwnIdentityParts): string | undefined {
  const [id] = identitiesOf(request);
  const identity = id === undefined ? undefined : identities.byId(id);
  return text(object(identity?.['properties'])['principalId']);
}
