import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, createClient, type JobView, orderOf } from './client.ts';
import { type LoadBalancer, startLoadBalancer } from './load-balancer.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

describe('a rolling restart', () => {
  let stack: Stack;
  let balancer: LoadBalancer;
  before(async () => {
    stack = await startStack({ apis: 2, workers: 2, env: { SLIPWAY_DRAIN_SECONDS: '2' } });
    balancer = await startLoadBalancer(stack.apis.map(({ url }) => url));
  });
  after(async () => {
    await balancer[Symbol.asyncDispose]();
    await stack.stop();
  });

  /** Clients that order and read without a pause, and never ask twice, until they are told to stop. */
  function load() {
    const client = createClient(balancer.url, stack.apiKey);
    const stopped = new AbortController();
    const failed: string[] = [];
    const accepted: { id: string; name: string }[] = [];
    const counts = { orders: 0, reads: 0, waits: 0 };

    async function ask<T>(kind: keyof typeof counts, expected: number, ...request: Parameters<Client['ask']>) {
      counts[kind] += 1;
      try {
        const { status, body } = await client.ask<T>(...request);
        if (status === expected) return body;
        failed.push(`${request[0]} ${request[1]}: ${status} ${JSON.stringify(body)}`);
      } catch (error) {
        failed.push(`${request[0]} ${request[1]}: ${error} ${error instanceof Error ? error.cause : ''}`);
      }
      return undefined;
    }
    async function orders() {
      while (!stopped.signal.aborted) {
        const name = `rolling-${counts.orders}`;
        const body = orderOf(name, { cni: { plugin: 'external' } });
        const job = await ask<JobView>('orders', 202, 'POST', '/v1/clusters', { body });
        if (job) accepted.push({ id: job.id, name });
        // As much as two cores can work off beside the restarts.
        await new Promise((resolve) => setTimeout(resolve, 400));
      }
    }
    async function reads() {
      while (!stopped.signal.aborted) {
        await ask('reads', 200, 'GET', '/v1/jobs?limit=5');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    async function waits() {
      while (!stopped.signal.aborted) {
        const job = accepted.at(-1);
        if (job) await ask('waits', 200, 'GET', `/v1/jobs/${job.id}`, { headers: { prefer: 'wait=20' } });
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    const running = Promise.all([orders(), reads(), reads(), waits(), waits()]);
    return {
      failed,
      accepted,
      counts,
      async stop() {
        stopped.abort();
        await running;
      },
    };
  }

  test('of both APIs and both workers, under load: no request fails and no job is lost', async (t) => {
    const clients = load();
    const settled = () => until('both APIs ready', balancer.ready, (ready) => ready.length === 2);
    for (const { process } of [...stack.apis, ...stack.workers.map((worker) => ({ process: worker }))]) {
      await settled();
      const before = clients.counts.reads;
      assert.equal(await process.terminate(), 0);
      await process.start();
      assert.ok(clients.counts.reads > before, 'there was load meanwhile');
    }
    await settled();
    await clients.stop();
    assert.deepEqual(clients.failed, []);
    for (const { id, name } of clients.accepted) {
      assert.equal((await stack.ended(id)).status, 'Succeeded');
      assert.equal(await stack.creates(name), 1);
    }
    const { orders, reads, waits } = clients.counts;
    t.diagnostic(`4 restarts, ${orders} orders, ${reads} reads, ${waits} long polls: 0 failed, 0 lost`);
  });
});
