import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { CLUSTERS_PATH, clusterBody, GROUP_PATH, SUBSCRIPTION, start } from './start.ts';

interface Entry {
  operationName: { value: string };
  status: { value: string };
  subStatus: { value: string };
  correlationId: string;
  properties: { statusMessage?: string };
}

async function world(t: TestContext, tags: Record<string, string> = {}) {
  const tools = await start(t);
  const { send } = tools;
  await send('PUT', GROUP_PATH, { location: 'westeurope' });
  const answer = await send('PUT', `${CLUSTERS_PATH}/one`, clusterBody({ tags }));
  const log = async (filter: string) => {
    const path = `/subscriptions/${SUBSCRIPTION}/providers/microsoft.insights/eventtypes/management/values?api-version=2015-04-01&$filter=${encodeURIComponent(filter)}`;
    const { status, body } = await send('GET', path);
    return { status, entries: (body as { value?: Entry[] }).value ?? [] };
  };
  return { ...tools, answer, log };
}
const since = "eventTimestamp ge '2020-01-01T00:00:00Z'";

test('a create that fails is in the activity log with its cause as JSON in a string, under the id of its PUT', async (t) => {
  const { answer, log, until } = await world(t, { 'sandbox-fault': 'create-fails' });
  await until(`${CLUSTERS_PATH}/one`, (seen) => seen.at('properties.provisioningState') === 'Failed');
  const { entries } = await log(`${since} and resourceGroupName eq 'RG1'`);
  const [failed, accepted] = entries;
  assert.deepEqual(
    entries.map((one) => `${one.operationName.value} ${one.status.value}`),
    [
      'Microsoft.ContainerService/managedClusters/write Failed',
      'Microsoft.ContainerService/managedClusters/write Accepted',
    ],
  );
  assert.equal(JSON.parse(failed?.properties.statusMessage ?? '').error.code, 'CreateVMSSAgentPoolFailed');
  const correlationId = answer.headers.get('x-ms-correlation-request-id') ?? '';
  assert.deepEqual([failed?.correlationId, accepted?.correlationId], [correlationId, correlationId]);
  const byId = await log(`${since} and correlationId eq '${correlationId}'`);
  assert.equal(byId.entries.length, 2);
});

test('a time may stand bare and without a zone, as azure-cli has it', async (t) => {
  const { log } = await world(t);
  const bare = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString().replace('Z', '000');
  const within = `eventTimestamp ge ${bare(-60_000)} and eventTimestamp le ${bare(60_000)} and resourceGroupName eq 'rg1'`;
  assert.ok((await log(within)).entries.length > 0);
  assert.equal((await log(`eventTimestamp ge ${bare(60_000)}`)).entries.length, 0);
});

test('a refused write is in it as well, and a filter without a time, or of another kind, is refused', async (t) => {
  const { answer, log } = await world(t, { 'sandbox-fault': 'quota' });
  assert.equal(answer.status, 400);
  const { entries } = await log(`${since} and resourceGroupName eq 'rg1'`);
  assert.equal(entries[0]?.subStatus.value, 'BadRequest');
  assert.match(entries[0]?.properties.statusMessage ?? '', /ErrCode_InsufficientVCPUQuota/);
  assert.equal((await log("resourceGroupName eq 'rg1'")).status, 400);
  assert.equal((await log(`${since} and caller eq 'x'`)).status, 400);
});
