import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemOf } from '../../fakes/problem-of.ts';
import { endpoint, fakeArm, scope } from './support.ts';

const period = { since: Date.UTC(2026, 10, 1), until: Date.UTC(2026, 10, 2) };
const word = (value: string) => ({ value, localizedValue: value });
const entry = (status: string, statusMessage?: string) => ({
  eventTimestamp: '2026-11-01T10:00:00.123Z',
  operationName: word('Microsoft.Compute/virtualMachineScaleSets/write'),
  status: word(status),
  subStatus: word('Conflict'),
  correlationId: 'c-1',
  resourceId: '/subscriptions/s/resourceGroups/MC_x/providers/Microsoft.Compute/virtualMachineScaleSets/aks-np',
  caller: 'somebody@example.com',
  claims: { name: 'Somebody' },
  properties: { statusCode: 'Conflict', ...(statusMessage ? { statusMessage } : {}) },
});
const inner = JSON.stringify({
  status: 'Failed',
  error: {
    code: 'ResourceOperationFailure',
    message: 'See details.',
    details: [{ code: 'AllocationFailed', message: 'No capacity. '.repeat(60) }],
  },
});

test('the failures of a group come with their innermost cause, shortened, page by page, and without who did it', async () => {
  const pages = [
    { value: [entry('Started'), entry('Failed', inner)], nextLink: `${endpoint}/next` },
    { value: [entry('Failed', 'plain words'), entry('Failed'), entry('Succeeded')] },
  ];
  const { arm, sent } = fakeArm(() => ({ status: 200, body: pages.shift() }));
  const failures = await arm.failures(scope, 'MC_x', period);
  const [first, second, third] = failures;
  assert.equal(failures.length, 3);
  const { message = '', ...rest } = first ?? {};
  assert.deepEqual(rest, {
    at: '2026-11-01T10:00:00.123Z',
    operation: 'Microsoft.Compute/virtualMachineScaleSets/write',
    resource: '/subscriptions/s/resourceGroups/MC_x/providers/Microsoft.Compute/virtualMachineScaleSets/aks-np',
    code: 'AllocationFailed',
    correlationId: 'c-1',
  });
  assert.ok(message.startsWith('No capacity.') && message.length <= 301);
  assert.deepEqual(
    [second?.code, second?.message, third?.code, third?.message],
    ['Conflict', 'plain words', 'Conflict', undefined],
  );
  assert.doesNotMatch(JSON.stringify(failures), /omebody/);
  const url = new URL(sent[0]?.url ?? '');
  assert.match(url.pathname, /\/providers\/Microsoft\.Insights\/eventtypes\/management\/values$/);
  assert.equal(
    url.searchParams.get('$filter'),
    "eventTimestamp ge '2026-11-01T00:00:00.000Z' and eventTimestamp le '2026-11-02T00:00:00.000Z' and resourceGroupName eq 'MC_x'",
  );
});

test('a log that we may not read is a problem that names the right', async () => {
  const message =
    "The client 'a' with object id 'b' does not have authorization to perform action 'Microsoft.Insights/eventtypes/values/Read' over scope '/subscriptions/s/providers/Microsoft.Insights/eventtypes/management' or the scope is invalid.";
  const { arm } = fakeArm(() => ({ status: 403, body: { error: { code: 'AuthorizationFailed', message } } }));
  const { problem } = await problemOf(arm.failures(scope, 'rg', period));
  assert.match(problem.detail, /eventtypes\/values\/Read/);
});
