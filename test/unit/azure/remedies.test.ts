import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeRows } from '../../../src/adapters/azure/arm-codes.ts';
import { failureOf } from '../../../src/adapters/azure/arm-problems.ts';
import { problemCatalogue } from '../../../src/model/problem-catalogue.ts';

test('every code of ours that a failed order can carry says what mends it, and one of Azure may say more', () => {
  for (const { code, problem, remedy } of codeRows) {
    assert.ok(problemCatalogue[problem].remedy, problem);
    if (typeof remedy === 'string') assert.notEqual(remedy, problemCatalogue[problem].remedy, `${code} says no more`);
  }
});

test('a right on what is to be made is granted on the group that it will be in, that on a group on its subscription', () => {
  const refusal = (action: string, scope: string) =>
    failureOf('x', {
      code: 'AuthorizationFailed',
      message: `The client 'a' with object id 'b' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`,
    }).problem.remedy;
  const group = '/subscriptions/s/resourceGroups/rg';
  const make = 'Microsoft.ContainerService/managedClusters/write';
  assert.match(
    refusal(make, `${group}/providers/Microsoft.ContainerService/managedClusters/demo`),
    /--assignee-object-id b .* --scope \/subscriptions\/s\/resourceGroups\/rg\. /,
  );
  assert.match(
    refusal('Microsoft.Resources/subscriptions/resourceGroups/write', group),
    /--scope \/subscriptions\/s\. /,
  );
});
