import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeRows } from '../../../src/adapters/azure/arm-codes.ts';
import { failureOf } from '../../../src/adapters/azure/arm-problems.ts';
import { problemCatalogue } from '../../../src/model/problem-catalogue.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { fakeArm, type Reply, scope } from './support.ts';

const asked = (reply: Reply) => problemOf(fakeArm(() => reply).arm.cluster(scope, 'rg', 'demo'));

test('every row is retryable as its class says', () => {
  for (const { code, class: retry, problem } of codeRows) {
    assert.equal(
      problemCatalogue[problem].retryable === 'now',
      retry === 'R' || retry === 'P',
      `${code} -> ${problem}`,
    );
  }
});

test('every row is found in both shapes of body and behind a wrapper', async () => {
  for (const { code, problem, vague } of codeRows) {
    const one = { code, message: 'Something.' };
    const bodies = [
      { ...one, details: null, subcode: '' },
      { error: one },
      { Error: { Code: code, Message: 'Something.' } },
      {
        error: {
          code: 'DeploymentFailed',
          message: 'See details.',
          details: [{ code: 'Conflict', message: JSON.stringify({ status: 'Failed', error: one }) }],
        },
      },
      { code: 'CreateVMSSAgentPoolFailed', message: 'See subcode.', subcode: code },
      {
        code: 'Wrapper',
        message: `retry failed: Category: ClientError; SubCode: ${code}; Dependency: X; OrginalError: y; AKSTeam: Z, Retriable: false.`,
      },
    ];
    for (const body of bodies) {
      const { problem: got } = await asked({ status: 400, body });
      assert.equal(got.code, problem, `${code} in ${JSON.stringify(body)}${vague ? ' (vague)' : ''}`);
      assert.equal(got.azure?.code, code);
    }
  }
});

/** Bodies in Azure's shapes, with texts of our own that keep Azure's decisive words. */
const cases: [name: string, reply: Reply, code: string, azure: string][] = [
  [
    'OperationNotAllowed of AKS: an operation is in progress',
    {
      status: 409,
      body: {
        code: 'OperationNotAllowed',
        details: null,
        message: "not allowed because there's an in progress update managed cluster operation",
        subcode: '',
      },
    },
    'azure-busy',
    'OperationNotAllowed',
  ],
  [
    'OperationNotAllowed of Compute: quota',
    {
      status: 409,
      body: {
        error: {
          code: 'OperationNotAllowed',
          message: 'results in exceeding approved standardXYZFamily Cores quota. Current Limit: 10',
        },
      },
    },
    'azure-quota-exceeded',
    'OperationNotAllowed',
  ],
  [
    'OperationNotAllowed of Compute: too many requests',
    {
      status: 429,
      body: {
        error: {
          code: 'OperationNotAllowed',
          message: 'rejected',
          details: [{ code: 'TooManyRequests', target: 'G', message: '{"operationGroup":"G"}' }],
          innererror: { internalErrorCode: 'TooManyRequestsReceived' },
        },
      },
    },
    'azure-throttled',
    'TooManyRequestsReceived',
  ],
  [
    'a 429 of Network that means another operation',
    { status: 429, body: { error: { code: 'RetryableErrorDueToAnotherOperation', message: 'm' } } },
    'azure-busy',
    'RetryableErrorDueToAnotherOperation',
  ],
  [
    'quota behind PreconditionFailed, as JSON after prose',
    {
      status: 400,
      body: {
        code: 'PreconditionFailed',
        message:
          'Provisioning failed. Error: {\n "code": "InvalidTemplateDeployment",\n "details": [ { "code": "QuotaExceeded", "message": "Total Regional Cores" } ]\n}',
      },
    },
    'azure-quota-exceeded',
    'QuotaExceeded',
  ],
  [
    'EtagMismatch whose detail says only Unspecified',
    {
      status: 409,
      body: {
        code: 'EtagMismatch',
        details: [{ code: 'Unspecified', message: 'rpc error' }],
        message: 'Another operation is in progress',
        subcode: 'PutX_FailedPrecondition',
      },
    },
    'azure-busy',
    'EtagMismatch',
  ],
  [
    'a size refused as plain BadRequest',
    {
      status: 400,
      body: {
        code: 'BadRequest',
        message:
          "The VM size of AgentPoolProfile:np is not allowed in your subscription in location 'x'.  See https://aka.ms/cpu-quota",
      },
    },
    'azure-size-not-offered',
    'BadRequest',
  ],
  [
    'a policy reported as plain BadRequest',
    {
      status: 400,
      body: {
        code: 'BadRequest',
        message: "Resource 'x' was disallowed by policy. Policy identifiers: '[{\"policyAssignment\":{}}]'..",
      },
    },
    'azure-policy-denied',
    'BadRequest',
  ],
  [
    'a version refused as plain BadRequest',
    {
      status: 400,
      body: {
        code: 'BadRequest',
        message: 'Managed cluster x is on version 1.27.9 which is not supported in this region.',
      },
    },
    'unsupported-version',
    'BadRequest',
  ],
  [
    'an append policy',
    {
      status: 400,
      body: {
        error: { code: 'BadArgument', message: 'm', details: [{ code: 'ConflictingAppendPolicies', message: '' }] },
      },
    },
    'azure-policy-denied',
    'ConflictingAppendPolicies',
  ],
  [
    'an unknown 400',
    { status: 400, body: { code: 'NewlyInvented', message: 'm' } },
    'azure-request-refused',
    'NewlyInvented',
  ],
  ['an unknown 401', { status: 401 }, 'azure-unauthenticated', 'HTTP 401'],
  ['an unknown 403', { status: 403, body: { error: { code: 'X403', message: 'm' } } }, 'azure-forbidden', 'X403'],
  ['an unknown 409', { status: 409, body: { error: { code: 'X409', message: 'm' } } }, 'azure-busy', 'X409'],
  ['an unknown 412', { status: 412, body: { error: { code: 'X412', message: 'm' } } }, 'azure-request-refused', 'X412'],
  ['a 408', { status: 408 }, 'azure-unavailable', 'HTTP 408'],
  [
    'a 502 with a page instead of JSON',
    { status: 502, body: '<html>Bad gateway</html>' },
    'azure-unavailable',
    'HTTP 502',
  ],
];

for (const [name, reply, code, azure] of cases) {
  test(`tells apart: ${name}`, async () => {
    const { problem } = await asked(reply);
    assert.deepEqual([problem.code, problem.azure?.code], [code, azure]);
    assert.equal(problem.azure?.status, reply.status);
  });
}

const failures: [name: string, error: object, code: string][] = [
  [
    'exit 50 in JSON',
    {
      code: 'CreateVMSSAgentPoolFailed',
      message:
        'Deployment failed. Details: {"code":"VMExtensionProvisioningError","message":"Enable failed: command terminated with exit status=50\\n"}',
    },
    'azure-egress-blocked',
  ],
  [
    'exit 51 in a text that is cut off',
    {
      code: 'CreateVMSSAgentPoolFailed',
      message:
        'Details: Code="VMExtensionProvisioningError" Message="failed: \\"Enable failed: exit status=51\\n{ \\"ExitCode\\": \\"51\\", \\"Outp',
    },
    'azure-egress-blocked',
  ],
  [
    'exit 52 with a SubCode',
    {
      code: 'CreateVMSSAgentPoolFailed',
      message: 'retry failed: {\n "Category": "InternalError",\n "SubCode": "LookupNoSuchHost",\n "OriginError": {',
    },
    'azure-egress-blocked',
  ],
  [
    'a code that names what failed',
    { code: 'CreateVMSSAgentPoolFailed', message: 'SubCode: K8SAPIServerConnFailVMExtensionError; Retriable: false.' },
    'azure-egress-blocked',
  ],
  ['another exit', { code: 'VMExtensionProvisioningError', message: 'exit status=99' }, 'azure-operation-failed'],
  [
    'no room, quoted in a message',
    { code: 'ReconcileVMSSAgentPoolFailed', message: 'Code="AllocationFailed" Message="no capacity"' },
    'azure-capacity',
  ],
  [
    'no room in the zone, in a detail',
    {
      code: 'ResourceOperationFailure',
      message: 'm',
      details: [{ code: 'OverconstrainedZonalAllocationRequest', target: '1', message: 'm' }],
    },
    'azure-capacity',
  ],
  [
    'too many requests inside AKS',
    {
      code: 'ReconcileStandardLoadBalancerError',
      message:
        'Category: ClientError; Code: Unspecified; SubCode: OperationNotAllowed_TooManyRequests; Retriable: false.',
    },
    'azure-operation-failed',
  ],
  ['no error at all', {}, 'azure-operation-failed'],
];

test('reads codes out of a text that is no JSON, because what is inside it was not escaped', () => {
  const text =
    '{"code":"DeploymentFailed","message":"m","details":[{"code":"Conflict","message":"{"status":"Failed","error":{"code":"SkuNotAvailable","message":"Standard_B2s"}}"}]}';
  const { problem } = failureOf('The operation failed', text);
  assert.deepEqual([problem.code, problem.azure?.code], ['azure-size-not-offered', 'SkuNotAvailable']);
});

for (const [name, error, code] of failures) {
  test(`classifies a failed operation: ${name}`, () => {
    const { problem } = failureOf('The operation failed', { status: 'Failed', error });
    assert.equal(problem.code, code, JSON.stringify(problem));
    assert.ok(problem.azure?.code);
  });
}

test('the wait of a 429 comes from the header, else from the text, else from us', async () => {
  const wait = async (reply: Reply) => (await asked(reply)).retryAfterMs;
  const text = (message: string) => ({ status: 429, body: { code: 'Throttled', message } });
  assert.equal(await wait({ ...text('please retry again in 8 seconds.'), headers: { 'retry-after': '9' } }), 9_000);
  assert.equal(await wait(text('please retry again in 8 seconds.')), 8_000);
  assert.equal(await wait(text("Please try again after '17' seconds.")), 17_000);
  assert.equal(await wait(text('no')), 30_000);
  const quick = fakeArm(() => text('no')).make({ throttledMs: 250 });
  assert.equal((await problemOf(quick.cluster(scope, 'rg', 'demo'))).retryAfterMs, 250);
  assert.equal(await wait({ status: 503, headers: { 'retry-after': '4' } }), 4_000);
});

test('messages are cut to a bearable length and lose signatures', async () => {
  const message = `see https://arm.test/op?api-version=1&t=1&c=CERT&s=SIG&h=H ${'x'.repeat(9_000)}`;
  const { problem } = await asked({ status: 400, body: { code: 'BadRequest', message } });
  assert.ok(problem.detail.length < 2_300);
  assert.doesNotMatch(JSON.stringify(problem), /CERT|SIG/);
});
