import { createFailure, deniedFailure, retriedFailure } from '../arm/clusters/failures.ts';
import type { OperationError } from '../arm/operations.ts';
import type { CatalogueEntry } from './entry.ts';

const failed = { operation: 'Failed', cluster: 'Failed' } as const;
const MINUTE_MS = 60_000;

/** The reconciler's way to say what another provider answered: JSON or Go's words in a text (public issues, 2020 to 2023). */
function wrapped(code: string, prefix: string, inner: object): OperationError {
  return { code, message: `${prefix} Details: VMSSAgentPoolReconciler retry failed: ${JSON.stringify(inner)}` };
}

const ending = (what: string, source: string, failure: NonNullable<CatalogueEntry['failure']>) => ({
  what,
  source,
  course: 'create' as const,
  ends: () => failed,
  failure,
});

/** How a create goes wrong that was accepted. */
export const creates = {
  'create-fails': {
    what: 'the operation and the cluster end `Failed`, the cause nested in `details` with a SubCode, `Retriable: false`',
    source: 'Azure/AKS#1918',
    course: 'create',
    ends: () => failed,
    failure: createFailure,
  },
  'create-denied': {
    what: 'the operation and the cluster end `Failed` for want of a right that is on its way (`LinkedAuthorizationFailed`)',
    source: 'Azure/AKS#357',
    course: 'create',
    timesByTag: 1,
    ends: () => failed,
    failure: deniedFailure,
  },
  'retried-in-vain': {
    what: 'both end `Failed`, AKS says that it goes on trying, and nothing comes of it',
    source: 'Azure/AKS#2244',
    course: 'create',
    ends: () => failed,
    failure: retriedFailure,
  },
  'succeeded-but-failed': {
    what: 'the operation ends `Succeeded`, the cluster `Failed`',
    source: 'Azure/AKS#239',
    course: 'create',
    ends: () => ({ operation: 'Succeeded', cluster: 'Failed' }),
  },
  'failed-but-succeeded': {
    what: 'the operation ends `Failed`, the cluster `Succeeded`',
    source: 'hashicorp/terraform-provider-azurerm#9342',
    course: 'create',
    ends: () => ({ operation: 'Failed', cluster: 'Succeeded' }),
  },
  'failed-but-exists': {
    what: 'both end `Failed`, AKS says that it goes on trying, and the cluster turns `Succeeded` two minutes later (`params.minutes`)',
    source: 'hashicorp/terraform-provider-azurerm#13625',
    course: 'create',
    ends: (params) => ({ ...failed, recoversMs: Number(params['minutes'] ?? 2) * MINUTE_MS }),
    failure: retriedFailure,
  },
  'create-hangs': {
    what: 'the create never ends: operation and cluster stay as they are',
    source: 'Azure/AKS#241',
    course: 'create',
    ends: () => ({ ...failed, never: true }),
  },
  'throttled-inside': ending(
    'it ends `Failed`: the 429 of another provider in the words of AKS’s reconciler, `OperationNotAllowed_TooManyRequests`',
    'hashicorp/terraform-provider-azurerm#19146',
    () => ({
      code: 'ReconcileStandardLoadBalancerError',
      message:
        'Reconcile standard load balancer failed. Details: outboundReconciler retry failed: Category: ClientError; Code: Unspecified; SubCode: OperationNotAllowed_TooManyRequests; Message: ; InnerMessage: ; Dependency: Microsoft.Compute/VirtualMachineScaleSet; OrginalError: autorest/azure: Service returned an error. Status=429 Code="OperationNotAllowed" Message="The server rejected the request because too many requests have been received for this subscription."; AKSTeam: NodeProvisioning, Retriable: false.',
    }),
  ),
  'no-capacity': ending(
    'it ends `Failed`: `AllocationFailed`, in Go’s words',
    'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/zonalallocation-allocationfailed-error',
    () => ({
      code: 'ReconcileVMSSAgentPoolFailed',
      message:
        'Code="AllocationFailed" Message="Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more about improving likelihood of allocation success at http://aka.ms/allocation-guidance"',
    }),
  ),
  'zone-full': ending(
    'it ends `Failed`: `OverconstrainedZonalAllocationRequest` in `details`',
    'jenkins-infra/helpdesk#3584',
    () => ({
      code: 'ResourceOperationFailure',
      message: "The resource operation completed with terminal provisioning state 'Failed'.",
      details: [
        {
          code: 'OverconstrainedZonalAllocationRequest',
          target: '11',
          message:
            'Allocation failed. VM(s) with the following constraints cannot be allocated, because the condition is too restrictive. Please remove some constraints and try again. Constraints applied are:\n  - Availability Zone\n  - VM Size\n',
        },
      ],
    }),
  ),
  'node-never-booted': ending(
    'it ends `Failed`: `OSProvisioningTimedOut`, JSON in a text',
    'Azure/ARO-RP, pkg/hive/failure/reasons_test.go',
    () =>
      wrapped('CreateVMSSAgentPoolFailed', 'Deployment failed.', {
        code: 'OSProvisioningTimedOut',
        message:
          "OS Provisioning for VM 'aks-nodepool1-00000000-vmss_0' did not finish in the allotted time. The VM may still finish provisioning successfully. Please check provisioning state later.",
      }),
  ),
  'nodes-cut-off': ending(
    'it ends `Failed`: the nodes do not reach the API server (vmssCSE exit 51), the text cut off in the middle',
    'hashicorp/terraform-provider-azurerm#9342',
    () => ({
      code: 'CreateVMSSAgentPoolFailed',
      message:
        'Unable to establish connection from agents to Kubernetes API server, please see https://aka.ms/aks-required-ports-and-addresses for more information. Details: Code="VMExtensionProvisioningError" Message="VM has reported a failure when processing extension \'vmssCSE\'. Error message: \\"Enable failed: failed to execute command: command terminated with exit status=51\\n[stdout]\\n{ \\"ExitCode\\": \\"51\\", \\"Output\\": \\".azmk8s.io 443',
    }),
  ),
  'nodes-without-dns': ending(
    'it ends `Failed`: the nodes cannot resolve the API server’s name (vmssCSE exit 52, `LookupNoSuchHost`)',
    'Azure/AKS#2171',
    () => ({
      code: 'CreateVMSSAgentPoolFailed',
      message: `Agents are unable to resolve Kubernetes API server name. It's likely custom DNS server is not correctly configured, please see https://aka.ms/aks/private-cluster#hub-and-spoke-with-custom-dns for more information. Details: VMSSAgentPoolReconciler retry failed: ${JSON.stringify(
        {
          Category: 'InternalError',
          SubCode: 'LookupNoSuchHost',
          Dependency: 'Microsoft.Compute/VirtualMachineScaleSet',
          OriginError: {
            code: 'VMExtensionProvisioningError',
            message:
              'VM has reported a failure when processing extension \'vmssCSE\'. Error message: "Enable failed: failed to execute command: command terminated with exit status=52"',
          },
        },
      )}`,
    }),
  ),
  'subnet-full': ending('it ends `Failed`: `SubnetIsFull` inside', 'Azure/AKS#2119', () =>
    wrapped('CreateVMSSAgentPoolFailed', 'Deployment failed.', {
      code: 'SubnetIsFull',
      message:
        'Subnet /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/hub/subnets/one with address prefix 10.0.0.0/28 does not have enough capacity for 1 IP addresses',
    }),
  ),
  'policy-inside': ending(
    'it ends `Failed`: a policy denied something in the node resource group',
    'dotnet/core#3612',
    () => ({
      code: 'BadRequest',
      message:
        'Provisioning of resource(s) for container service aksdemo in resource group aksdemo-rg failed. Message: Resource \'aks-agentpool-13465002-routetable\' was disallowed by policy. Policy identifiers: \'[{"policyAssignment":{"name":"StdPolicyNetwork","id":"/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/policyAssignments/StdPolicyNetwork"}}]\'.. Details: ',
    }),
  ),
  'public-addresses-used-up': ending(
    'it ends `Failed`: `PublicIPCountLimitReached` inside',
    'learn.microsoft.com/troubleshoot/azure/azure-kubernetes/error-codes/publicipcountlimitreached-error',
    () => ({
      code: 'ReconcileStandardLoadBalancerError',
      message:
        'Reconcile standard load balancer failed. Details: outboundReconciler retry failed: Category: ClientError; SubCode: PublicIPCountLimitReached; Dependency: Microsoft.Network/PublicIPAddresses; OrginalError: autorest/azure: Service returned an error. Status=400 Code="PublicIPCountLimitReached" Message="Cannot create more than 10 public IP addresses for this subscription in this region."; AKSTeam: Networking, Retriable: false.',
    }),
  ),
  'control-plane-late': ending('it ends `Failed`: `ControlPlaneProvisioningInternalError`', 'Azure/AKS#168', () => ({
    code: 'ResourceOperationFailure',
    message: "The resource operation completed with terminal provisioning state 'Failed'.",
    details: [
      {
        code: 'ControlPlaneProvisioningInternalError',
        message: 'Timeout while polling for control plane provisioning status',
      },
    ],
  })),
} satisfies Record<string, CatalogueEntry>;
