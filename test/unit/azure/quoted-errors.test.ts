import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { codeRows } from '../../../src/adapters/azure/arm-codes.ts';
import { failureOf } from '../../../src/adapters/azure/arm-problems.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { fakeArm, scope } from './support.ts';

interface Quoted {
  source: string;
  /** 200: a failed operation; `null`: a text without an answer around it. */
  httpStatus: number | null;
  headers?: Record<string, string>;
  body: { code?: string; error?: { code: string } };
}
const quoted = JSON.parse(readFileSync(new URL('./quoted/errors.json', import.meta.url), 'utf8')) as Quoted[];

/** Read off each body by hand, in the order of the file. */
const readings: [outer: string, azure: string, code: string, kind: string, by: string, remedy: RegExp][] = [
  ['BadRequest', 'BadRequest', 'azure-request-refused', 'caller', 'caller', /what the Azure message names/],
  [
    'InsufficientSubnetSize',
    'InsufficientSubnetSize',
    'azure-subnet-unfit',
    'caller',
    'caller',
    /larger subnet, or order fewer nodes/,
  ],
  [
    'ErrCode_InsufficientVCPUQuota',
    'ErrCode_InsufficientVCPUQuota',
    'azure-quota-exceeded',
    'azure-capacity',
    'platform',
    /regional vCPUs in eastus raised: 2 vCPUs are needed and 0 left/,
  ],
  [
    'QuotaExceeded',
    'QuotaExceeded',
    'azure-quota-exceeded',
    'azure-capacity',
    'platform',
    /standardDv5Family vCPUs in westus raised from 0 \(0 in use\) to at least 4/,
  ],
  [
    'PreconditionFailed',
    'QuotaExceeded',
    'azure-quota-exceeded',
    'azure-capacity',
    'platform',
    /Total Regional vCPUs in eastus raised from 4 \(4 in use\) to at least 6/,
  ],
  [
    'OperationNotAllowed',
    'OperationNotAllowed',
    'azure-quota-exceeded',
    'azure-capacity',
    'platform',
    /standardDASv5Family vCPUs in eastus raised from 100 \(96 in use\) to at least 160/,
  ],
  [
    'OperationNotAllowed',
    'OperationNotAllowed',
    'azure-busy',
    'azure-transient',
    'azure',
    /Wait until that operation has ended/,
  ],
  [
    'OperationNotAllowed',
    'OperationNotAllowed',
    'azure-busy',
    'azure-transient',
    'azure',
    /Wait until that operation has ended/,
  ],
  ['EtagMismatch', 'EtagMismatch', 'azure-busy', 'azure-transient', 'azure', /Wait until that operation has ended/],
  ['PreconditionFailed', 'PreconditionFailed', 'azure-busy', 'azure-transient', 'azure', /retry the job/],
  [
    'ResourceOperationFailure',
    'OriginalEtagNotExpect',
    'azure-operation-failed',
    'azure-transient',
    'azure',
    /newer operation took the place/,
  ],
  ['Throttled', 'Throttled', 'azure-throttled', 'azure-transient', 'azure', /who else sends requests|some minutes/],
  [
    'SubscriptionRequestsThrottled',
    'SubscriptionRequestsThrottled',
    'azure-throttled',
    'azure-transient',
    'azure',
    /who else sends requests|some minutes/,
  ],
  [
    'OperationNotAllowed',
    'TooManyRequestsReceived',
    'azure-throttled',
    'azure-transient',
    'azure',
    /who else sends requests|some minutes/,
  ],
  [
    'ReconcileStandardLoadBalancerError',
    'TooManyRequestsReceived',
    'azure-operation-failed',
    'azure-transient',
    'azure',
    /Too many requests .* some minutes/,
  ],
  [
    'InvalidTemplateDeployment',
    'SkuNotAvailable',
    'azure-size-not-offered',
    'azure-capacity',
    'caller',
    /another VM size, zone or region: az vm list-skus/,
  ],
  [
    'SkuNotAvailable',
    'SkuNotAvailable',
    'azure-size-not-offered',
    'azure-capacity',
    'caller',
    /another VM size, zone or region: az vm list-skus/,
  ],
  ['BadRequest', 'BadRequest', 'azure-size-not-offered', 'azure-capacity', 'caller', /open to the subscription/],
  [
    'AvailabilityZoneNotSupported',
    'AvailabilityZoneNotSupported',
    'azure-size-not-offered',
    'azure-capacity',
    'caller',
    /out of availabilityZones/,
  ],
  [
    'ResourceOperationFailure',
    'OverconstrainedZonalAllocationRequest',
    'azure-capacity',
    'azure-capacity',
    'caller',
    /fewer constraints/,
  ],
  [
    'ReconcileVMSSAgentPoolFailed',
    'AllocationFailed',
    'azure-capacity',
    'azure-capacity',
    'caller',
    /later, or order another size/,
  ],
  [
    'ZonalAllocationFailed',
    'ZonalAllocationFailed',
    'azure-capacity-short',
    'azure-capacity',
    'caller',
    /another zone, size or region/,
  ],
  [
    'RequestDisallowedByPolicy',
    'RequestDisallowedByPolicy',
    'azure-policy-denied',
    'platform',
    'platform',
    /"Enforce Jobs on Automation Hybrid Runbook Workers" \(\/subscriptions\/.*policyAssignments\/fd5e2cb3842d4eefbc857917\).*exemption/,
  ],
  [
    'BadArgument',
    'ConflictingAppendPolicies',
    'azure-policy-denied',
    'platform',
    'platform',
    /"Allow Central US and WEU only"/,
  ],
  [
    'InvalidTemplateDeployment',
    'RequestDisallowedByPolicy',
    'azure-policy-denied',
    'platform',
    'platform',
    /exemption/,
  ],
  ['BadRequest', 'BadRequest', 'azure-policy-denied', 'platform', 'platform', /"SDOStdPolicyNetwork"/],
  [
    'LinkedAuthorizationFailed',
    'LinkedAuthorizationFailed',
    'azure-propagating',
    'azure-transient',
    'platform',
    /--assignee-object-id 00000000-0000-0000-0000-0000000000cc --role "Network Contributor" --scope \/subscriptions\/.*\/subnets\/k8s\./,
  ],
  [
    'LinkedAuthorizationFailed',
    'LinkedAuthorizationFailed',
    'azure-propagating',
    'azure-transient',
    'platform',
    /Grant Microsoft\.OperationalInsights\/workspaces\/sharedkeys\/read on \/subscriptions\/.*defaultworkspace-xxxx to xxxx/,
  ],
  [
    'AuthorizationFailed',
    'AuthorizationFailed',
    'azure-forbidden',
    'platform',
    'platform',
    /Grant Microsoft\.ContainerService\/managedClusters\/write on \/subscriptions\/0[-0]*\/resourceGroups\/docker-machine to 0.*"Azure Kubernetes Service Contributor Role"/,
  ],
  [
    'MissingSubscriptionRegistration',
    'MissingSubscriptionRegistration',
    'azure-provider-not-registered',
    'platform',
    'platform',
    /az provider register --namespace Microsoft\.CognitiveServices/,
  ],
  ['ResourceNotFound', 'ResourceNotFound', 'azure-not-found', 'caller', 'caller', /Correct the id/],
  ['ResourceGroupNotFound', 'ResourceGroupNotFound', 'azure-not-found', 'caller', 'caller', /"create": true/],
  ['SubnetIsFull', 'SubnetIsFull', 'azure-subnet-unfit', 'caller', 'caller', /larger subnet/],
  [
    'DeploymentFailed',
    'VMExtensionProvisioningError',
    'azure-egress-blocked',
    'platform',
    'platform',
    /mcr\.microsoft\.com/,
  ],
  [
    'CreateVMSSAgentPoolFailed',
    'VMExtensionProvisioningError',
    'azure-egress-blocked',
    'platform',
    'platform',
    /mcr\.microsoft\.com/,
  ],
  [
    'CreateVMSSAgentPoolFailed',
    'VMExtensionProvisioningError',
    'azure-egress-blocked',
    'platform',
    'platform',
    /reach the API server on port 443/,
  ],
  [
    'CreateVMSSAgentPoolFailed',
    'LookupNoSuchHost',
    'azure-egress-blocked',
    'platform',
    'platform',
    /DNS servers of the virtual network/,
  ],
  [
    'InvalidTemplateDeployment',
    'K8sVersionNotSupported',
    'unsupported-version',
    'caller',
    'caller',
    /az aks get-versions/,
  ],
  [
    'CreateVMSSAgentPoolFailed',
    'CreateVMSSAgentPoolFailed',
    'azure-operation-failed',
    'azure-transient',
    'azure',
    /correlation id/,
  ],
  [
    'DeploymentFailed',
    'OSProvisioningTimedOut',
    'azure-operation-failed',
    'azure-transient',
    'azure',
    /did not start in time/,
  ],
];

test('there is a reading of every quoted error', () => {
  assert.deepEqual(
    quoted.map(({ body }) => body.error?.code ?? body.code),
    readings.map(([outer]) => outer),
  );
  assert.equal(readings.length, 40);
});

for (const [index, { source, httpStatus, headers, body }] of quoted.entries()) {
  const [outer, azure, code, kind, by, remedy] = readings[index] ?? assert.fail(`no reading of ${index}`);
  test(`reads error ${index}, ${outer} from ${source}, as ${code}`, async () => {
    const isAnswer = httpStatus !== null && httpStatus >= 400;
    const { problem } = isAnswer
      ? await problemOf(
          fakeArm(() => ({ status: httpStatus, body, ...(headers ? { headers } : {}) })).arm.createResourceGroup(
            scope,
            'rg',
            'westeurope',
            {},
          ),
        )
      : failureOf('The operation failed', body);
    assert.deepEqual([problem.azure?.code, problem.code, problem.class, problem.actionBy], [azure, code, kind, by]);
    assert.match(problem.remedy, remedy);
    assert.ok(problem.detail.includes(problem.azure?.message?.slice(0, 80) ?? azure), problem.detail);
  });
}

test('the catalogue knows at least 55 codes of Azure, each once', () => {
  const codes = codeRows.map(({ code }) => code.toLowerCase());
  assert.equal(new Set(codes).size, codes.length);
  assert.ok(codes.length >= 55, `${codes.length}`);
});
