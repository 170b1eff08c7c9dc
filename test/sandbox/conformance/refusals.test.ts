import assert from 'node:assert/strict';
import { test } from 'node:test';
import { object } from '../../../sandbox/json.ts';
import { createManualClock } from '../manual-clock.ts';
import { type Answer, CLUSTERS_PATH, clusterBody, GROUP_PATH, plain, SUBSCRIPTION, start } from '../start.ts';

// Nobody records refusals; these are quoted in public reports, each with its own.

const HOUR_MS = 3600_000;
const ONE = `${CLUSTERS_PATH}/one`;
const GUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** One that AKS words itself: bare, its members in the order of the alphabet, no charset. */
function ofAks(answer: Answer, status: number, code: string, message: RegExp): void {
  const { message: said, ...rest } = object(answer.body);
  assert.deepEqual([answer.status, rest], [status, { code, details: null, subcode: '' }], JSON.stringify(answer.body));
  assert.match(`${said}`, message);
  assert.deepEqual(Object.keys(object(answer.body)), ['code', 'details', 'message', 'subcode']);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.equal(answer.headers.get('x-ms-failure-cause'), null);
}

/** One of Resource Manager's: in a wrapper, with a charset, and with the gateway as the cause. */
function ofManager(answer: Answer, status: number, error: object): void {
  assert.deepEqual([answer.status, answer.body], [status, { error }]);
  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(answer.headers.get('x-ms-failure-cause'), 'gateway');
}

async function standing(t: Parameters<typeof start>[0]) {
  const clock = createManualClock();
  const tools = await start(t, { clock });
  await tools.send('PUT', GROUP_PATH, { location: 'westeurope' });
  const admin = (method: string, path: string, body?: object) => plain(tools.sandbox.url, method, path, body);
  return { ...tools, admin, end: () => clock.advance(HOUR_MS) };
}

test('what is below a group that is not there is not found, a write as well', async (t) => {
  const { send } = await standing(t);
  const message = "Resource group 'MyDemoGroup' could not be found.";
  const answer = await send('PUT', ONE.replace('/rg1/', '/MyDemoGroup/'), clusterBody());
  ofManager(answer, 404, { code: 'ResourceGroupNotFound', message });
});

// azure-service-operator asks for them; the recording of 2026 has the answer for a cluster that is gone
test('a cluster has no identity bindings', async (t) => {
  const { send } = await standing(t);
  await send('PUT', ONE, clusterBody());
  assert.deepEqual((await send('GET', `${ONE}/identityBindings`)).body, { value: [] });
  const answer = await send('GET', `${ONE}/identityBindings/mine`);
  const message =
    "The Resource 'Microsoft.ContainerService/managedClusters/one/identityBindings/mine' under resource group 'rg1' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix";
  ofManager(answer, 404, { code: 'ResourceNotFound', message });
});

// microsoft/tyger, issue 121
test('a pool cannot be added by an update of the cluster', async (t) => {
  const { send, end } = await standing(t);
  const body = clusterBody();
  await send('PUT', ONE, body);
  end();
  const agentPoolProfiles = [...body.properties.agentPoolProfiles, { name: 'second', count: 1, mode: 'User' }];
  const answer = await send('PUT', ONE, { ...body, properties: { ...body.properties, agentPoolProfiles } });
  ofAks(answer, 400, 'BadRequest', /^A new agent pool was introduced\. .*: https:\/\/aka\.ms\/agent-pool-rest-api$/);
});

// Azure/azure-cli-extensions, pull request 9855
test('a cluster under way is not changed', async (t) => {
  const { send } = await standing(t);
  await send('PUT', ONE, clusterBody());
  const told = new RegExp(
    `^Operation is not allowed because there's an in progress create managed cluster operation \\(operation ID: ${GUID}\\) on the managed cluster started on UTC \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ\\. Please wait for it to finish before starting a new operation\\. You can also use 'az aks operation-abort \\.\\.\\.' to abort the ongoing operation\\.$`,
  );
  ofAks(await send('PUT', ONE, clusterBody()), 409, 'OperationNotAllowed', told);
});

// Azure/Microsoft-Defender-for-Cloud, issue 923
test('a version that is not on offer is refused', async (t) => {
  const { send } = await standing(t);
  const answer = await send('PUT', ONE, clusterBody({ properties: { kubernetesVersion: '1.9.6' } }));
  const told = /^Managed cluster one has invalid version 1\.9\.6\. .* https:\/\/aka\.ms\/supported-version-list$/;
  ofAks(answer, 400, 'K8sVersionNotSupported', told);
});

// dotnet/core, issue 7314; the two spaces are Azure's
test('a size that is withheld is refused', async (t) => {
  const { send, admin } = await standing(t);
  const size = { location: 'westeurope', size: 'Standard_D2s_v5', reason: 'NotAvailableForSubscription' };
  await admin('PUT', `/sandbox/subscriptions/${SUBSCRIPTION}/sizes`, size);
  const told =
    /^The VM size of AgentPoolProfile:nodepool1 is not allowed in your subscription in location 'westeurope'\. {2}For more details, please visit https:\/\/aka\.ms\/cpu-quota$/;
  ofAks(await send('PUT', ONE, clusterBody()), 400, 'BadRequest', told);
});

// microsoft/microsoft-foundry-for-vscode, issue 270
test('a provider that is not registered is named twice', async (t) => {
  const { send, admin } = await standing(t);
  const namespace = 'Microsoft.ContainerService';
  const path = `/sandbox/subscriptions/${SUBSCRIPTION}/providers/${namespace}`;
  await admin('PUT', path, { registrationState: 'NotRegistered' });
  const code = 'MissingSubscriptionRegistration';
  const message = `The subscription is not registered to use namespace '${namespace}'. See https://aka.ms/rps-not-found for how to register subscriptions.`;
  const answer = await send('PUT', ONE, clusterBody());
  ofManager(answer, 409, { code, message, details: [{ code, target: namespace, message }] });
});

// rancher/rancher, issue 11473; MicrosoftDocs/azure-docs, issue 35586
test('who has no right is told which one he lacks', async (t) => {
  const { send } = await standing(t);
  const who = '33333333-3333-3333-3333-333333333333';
  const roleDefinitionId = '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7';
  const assignment = `${GROUP_PATH}/providers/Microsoft.Authorization/roleAssignments/90a3e9b0-0000-4000-8000-000000000001`;
  await send('PUT', assignment, { properties: { roleDefinitionId, principalId: who } });
  const message = `The client '${who}' with object id '${who}' does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/write' over scope '${ONE}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  ofManager(await send('PUT', ONE, clusterBody()), 403, { code: 'AuthorizationFailed', message });
});

test('an operation that failed is found, and says why inside', async (t) => {
  const { send, end } = await standing(t);
  const tags = { 'sandbox-fault': 'create-fails' };
  const url = (await send('PUT', ONE, clusterBody({ tags }))).headers.get('azure-asyncoperation') ?? '';
  end();
  const answer = await send('GET', url);
  const { error, ...rest } = object(answer.body);
  assert.deepEqual([answer.status, rest['status']], [200, 'Failed']);
  assert.deepEqual(Object.keys(rest), ['name', 'status', 'startTime', 'endTime']);
  assert.deepEqual(Object.keys(object(error)), ['code', 'message', 'details']);
});
