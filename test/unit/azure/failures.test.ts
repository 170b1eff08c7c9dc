import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from '../../../src/adapters/azure/arm-problems.ts';

test('how a failure may go on is read from what AKS says of it, then from its code', () => {
  const outlook = (code: string, message: string) => failureOf('x', { error: { code, message } }).outlook;
  assert.equal(outlook('CreateVMSSAgentPoolFailed', 'Category: ClientError; Retriable: false.'), 'final');
  assert.equal(
    outlook('CreateVMSSAgentPoolFailed', 'Category: InternalError; AKSTeam: X, Retriable: true.'),
    'retrying',
  );
  assert.equal(
    outlook('InternalOperationError', 'AKS will continuously retry the requested operation until successful.'),
    'retrying',
  );
  assert.equal(outlook('QuotaExceeded', 'No cores.'), 'final');
  assert.equal(outlook('RequestDisallowedByPolicy', 'Denied.'), 'final');
  assert.equal(outlook('InternalOperationError', 'Something.'), 'unclear');
  assert.equal(failureOf('x', {}).outlook, 'unclear');
});
