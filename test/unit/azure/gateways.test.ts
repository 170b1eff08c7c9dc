import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arm } from '../../../src/ports.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { body, fakeArm, type Reply, scope } from './support.ts';

const page = { 'content-type': 'text/html' };
const stand: [string, Reply][] = [
  ['nothing at all', { status: 200 }],
  ['a page', { status: 200, headers: page, body: '<html>Please sign in</html>' }],
  ['JSON that says it is text', { status: 200, headers: { 'content-type': 'text/plain' }, body: { id: 'x' } }],
  ['a page that says 502', { status: 502, headers: page, body: '<html>Bad Gateway</html>' }],
];
const reads: [string, (arm: Arm) => Promise<unknown>][] = [
  ['the cluster', (arm) => arm.cluster(scope, 'rg', 'demo')],
  ['the versions', (arm) => arm.kubernetesVersions(scope, 'westeurope')],
  ['the providers', (arm) => arm.providers(scope)],
  ['the group', (arm) => arm.resourceGroup(scope, 'rg')],
  ['what is in the group', (arm) => arm.resourcesIn(scope, 'rg')],
  ['the credential', (arm) => arm.kubeconfig(scope, 'rg', 'demo', 'admin')],
  ['the group just made', (arm) => arm.createResourceGroup(scope, 'rg', 'westeurope', {})],
];

for (const [what, reply] of stand) {
  test(`${what} in the place of an answer is Azure being away, and never a fact`, async () => {
    for (const [name, read] of reads) {
      const { problem } = await problemOf(read(fakeArm(() => reply).arm));
      assert.equal(problem.code, 'azure-unavailable', `${name}: ${problem.detail}`);
    }
  });
}

test('a create that a gateway answers with a page is sent again safely: it may have arrived or not', async () => {
  const { arm, sent } = fakeArm(() => ({ status: 200, headers: page, body: '<html>' }));
  assert.deepEqual(await arm.createCluster(scope, 'rg', 'demo', body), { type: 'created' });
  assert.equal(sent[0]?.headers['if-none-match'], '*');
});

test('the credential of a cluster that is not there is an unreachable cluster, not a fault of the order', async () => {
  const { arm } = fakeArm(() => ({ status: 404, body: { error: { code: 'ResourceNotFound', message: 'gone' } } }));
  assert.equal((await problemOf(arm.kubeconfig(scope, 'rg', 'demo', 'admin'))).problem.code, 'cluster-unreachable');
});
