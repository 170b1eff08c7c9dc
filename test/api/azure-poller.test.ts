import assert from 'node:assert/strict';
import test from 'node:test';
import { createHttpPoller, type OperationResponse } from '@azure/core-lro';
import type { Response } from 'supertest';
import { type Api, bearer, startApi } from '../fakes/http-fakes.ts';
import { firstOrder, publicUrl } from '../fakes/world.ts';

/** Azure's own poller, following an order; between two polls the cluster's next step is taken. */
function follow({ call, world }: Api) {
  const polled: string[] = [];
  const wrap = (method: string, url: string, { status, headers, body }: Response): OperationResponse => ({
    flatResponse: body,
    rawResponse: { statusCode: status, headers, body, request: { method, url } },
  });
  const poller = createHttpPoller(
    {
      sendInitialRequest: async () =>
        wrap('POST', '/v1/clusters', await call.post('/v1/clusters').set(bearer).send(firstOrder)),
      sendPollRequest: async (url) => {
        polled.push(url.replace(publicUrl, ''));
        const answer = await call.get(url.replace(publicUrl, '')).set(bearer);
        await takeOneStep(world);
        return wrap('GET', url, answer);
      },
    },
    { intervalInMs: 0 },
  );
  return { poller, polled };
}

async function takeOneStep(world: Api['world']): Promise<void> {
  let turns = 0;
  await world.drain(undefined, () => turns++ > 0);
}

const impatient = { timing: { retryAfterNotStarted: 0, retryAfterRunning: 0 } };

test("Azure's poller follows an order to its end and returns the cluster", async (t) => {
  const api = await startApi(t, impatient);
  const { poller, polled } = follow(api);
  const result = (await poller.pollUntilDone()) as { name: string; state: string };
  assert.equal(poller.operationState?.status, 'succeeded');
  assert.deepEqual([result.name, result.state], ['blue', 'Ready']);
  assert.match(polled[0] ?? '', /^\/v1\/jobs\/job_/);
  assert.match(polled.at(-1) ?? '', /^\/v1\/clusters\/cls_/);
  assert.ok(polled.length > 3);
});

test("Azure's poller tells what a failed order failed of", async (t) => {
  const api = await startApi(t, impatient);
  api.world.cloud.endings = ['Failed'];
  const { poller } = follow(api);
  await assert.rejects(async () => poller.pollUntilDone(), /azure-quota-exceeded.*Family quota is used up/s);
  assert.equal(poller.operationState?.status, 'failed');
});

test("Azure's poller understands that an order was canceled", async (t) => {
  const api = await startApi(t, impatient);
  const { poller, polled } = follow(api);
  await poller.submitted();
  const { body } = await api.call.get('/v1/jobs').set(bearer);
  await api.call.post(`/v1/jobs/${body.items[0].id}/cancel`).set(bearer);
  await assert.rejects(async () => poller.pollUntilDone(), /cancel/i);
  assert.ok(polled.length > 0);
});
