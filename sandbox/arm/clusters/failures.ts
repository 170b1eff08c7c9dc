import type { ReplyError } from '../../http/reply.ts';
import { authorizationFailed } from '../errors.ts';
import type { OperationError } from '../operations.ts';

const WRITE = 'Microsoft.ContainerService/managedClusters/write';
/** The object id of whoever lacks a right where a fault says so. */
const SOMEBODY = '00000000-0000-0000-0000-0000000000cc';

/**
 * A failed create in AKS's words: a wrapper code whose text carries Category, SubCode and Retriable, the cause nested in
 * `details` and once more as JSON inside a message (error bodies quoted in public issues).
 */
export function createFailure(operationId: string): OperationError {
  const cause = {
    code: 'VMExtensionProvisioningError',
    message:
      'VM has reported a failure when processing extension \'vmssCSE\'. Error message: "Enable failed: failed to execute command: command terminated with exit status=50\\n[stdout]\\n\\n[stderr]\\n". More information on troubleshooting is available at https://aka.ms/VMExtensionCSELinuxTroubleshoot',
  };
  return {
    code: 'CreateVMSSAgentPoolFailed',
    message: `Unable to establish outbound connection from agents, please see https://aka.ms/aks-required-ports-and-addresses for more information. Details: VMSSAgentPoolReconciler retry failed: Category: ClientError; SubCode: OutboundConnFailVMExtensionError; Dependency: Microsoft.Compute/VirtualMachineScaleSet; OrginalError: ${JSON.stringify(cause)}; AKSTeam: NodeProvisioning, Retriable: false. Operation ID: ${operationId}.`,
    details: [
      {
        code: 'ResourceOperationFailure',
        message: "The resource operation completed with terminal provisioning state 'Failed'.",
        details: [cause],
      },
    ],
  };
}

/** What Resource Manager says of the right to make the cluster itself. */
export function writeForbidden(clusterId: string): ReplyError {
  return authorizationFailed(SOMEBODY, WRITE, clusterId);
}

/** What Resource Manager says of a right on something that a request names (Azure/AKS issue 357 and later texts). */
export function linkedAuthorizationFailed(clusterId: string): { code: string; message: string } {
  const [subscription = ''] = /^\/subscriptions\/[^/]+/.exec(clusterId) ?? [];
  const subnet = `${subscription}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/hub/subnets/nodes`;
  return {
    code: 'LinkedAuthorizationFailed',
    message: `The client '${SOMEBODY}' with object id '${SOMEBODY}' has permission to perform action '${WRITE}' on scope '${clusterId}'; however, it does not have permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${subnet}' or the linked scope(s) are invalid.`,
  };
}

/** A create that failed for want of such a right, as AKS's reconciler words it. */
export function deniedFailure(operationId: string, clusterId: string): OperationError {
  const { code, message } = linkedAuthorizationFailed(clusterId);
  return {
    code: 'ReconcileVNetFailed',
    message: `Reconcile VNet failed. Details: VNetReconciler retry failed: Category: ClientError; SubCode: ${code}; Dependency: Microsoft.Network/VirtualNetworks; OrginalError: autorest/azure: Service returned an error. Status=403 Code="${code}" Message="${message}"; AKSTeam: Networking, Retriable: false. Operation ID: ${operationId}.`,
  };
}

/** A failed create that AKS has not given up (quoted in public issues of 2020 to 2022). */
export function retriedFailure(operationId: string): OperationError {
  return {
    code: 'CreateVMSSAgentPoolFailed',
    message: `AKS encountered an internal error while attempting the requested Creating operation. AKS will continuously retry the requested operation until successful or a retry timeout is hit. Check back to see if the operation requires resubmission. Correlation ID: ${operationId}.`,
  };
}

/** How an operation ends that a delete overtook (AKS error list). */
export function preempted(): OperationError {
  return {
    code: 'AKSOperationPreemptedByDelete',
    message: 'This operation has been preempted by Deleting operation.',
  };
}
