import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { JobView } from '../e2e/client.ts';
import { type Stack, startStack } from '../e2e/stack.ts';
import { until } from '../e2e/until.ts';

const orders = 1_000;
const callers = 20;
const boundMs = 20_000;
/** Slipway's own default; after as long the last job of a dead worker is due. */
const leaseMs = 12_000;
const lookEveryMs = 100;

describe('kill -9 of the only worker with a thousand jobs in flight', () => {
  let stack: Stack;
  let redis: Redis;
  let ids: string[];
  before(async () => {
    stack = await startStack({
      env: {
        SLIPWAY_ARM_POLL_SECONDS: '10',
        // Azure's own pace is not what is measured.
        SLIPWAY_ARM_READS_PER_SECOND: '1000',
        SLIPWAY_ARM_WRITES_PER_SECOND: '1000',
      },
    });
    // A create takes Azure seven minutes: all are in the making at the same time.
    await stack.faults([{ name: 'slow', params: { factor: 100 } }]);
    redis = new Redis(stack.redisUrl);
    ids = await placeOrders(stack);
    await until(
      'a thousand creates',
      async () => (await stack.azure()).counters.creates.total,
      (count) => count === orders,
      240,
    );
  });
  after(async () => {
    redis.disconnect();
    await stack.stop();
  });

  const keyOf = (id: string) => `slipway:{s${Number.parseInt(id.slice(-1), 16)}}:job:${id}`;

  /** How often each job was claimed so far, and since when it is due. */
  async function look(): Promise<{ id: string; epoch: number; due: number; status: string }[]> {
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.hmget(keyOf(id), 'epoch', 'due', 'status');
    const replies = (await pipeline.exec()) ?? [];
    return replies.map(([, reply], index) => {
      const [epoch, due, status] = reply as string[];
      return { id: ids[index] ?? '', epoch: Number(epoch), due: Number(due), status: status ?? '' };
    });
  }

  /** Starts the worker. @returns for each job that is or falls due within the lease, how long until it was attempted */
  async function startAndMeasure(): Promise<number[]> {
    const before = await look();
    const begun = Date.now();
    const starting = stack.worker.start();
    const waiting = new Map(before.filter(({ due }) => due <= begun).map((job) => [job.id, job.epoch]));
    const due = waiting.size;
    const took: number[] = [];
    while (waiting.size > 0) {
      const seen = await look();
      const ms = Date.now() - begun;
      for (const { id, epoch } of seen) {
        if (epoch <= (waiting.get(id) ?? Number.POSITIVE_INFINITY)) continue;
        waiting.delete(id);
        took.push(ms);
      }
      assert.ok(ms < 3 * boundMs, `${waiting.size} of ${due} due jobs not attempted after ${ms} ms`);
      await pause(lookEveryMs);
    }
    await starting;
    return took.toSorted((one, other) => one - other);
  }

  test('every due job is attempted within twenty seconds of the start of a new one', async () => {
    await stack.worker.kill9();
    // All that was parked falls due, and the lease of what was in hand ends.
    await until('all to be due', look, (seen) => seen.every(({ due }) => due <= Date.now()), 60);
    const took = await startAndMeasure();
    console.log(`all due, then a start: ${figures(took)}`);
    assert.equal(took.length, orders);
    assert.ok((took.at(-1) ?? 0) < boundMs, figures(took));
  });

  test('so is what the dead one held, when the new one starts at once', async () => {
    await stack.worker.kill9();
    const killedAt = Date.now();
    const before = await look();
    const held = new Map(before.filter(({ due }) => due > 0).map(({ id, epoch }) => [id, epoch]));
    await stack.worker.start();
    const begun = Date.now();
    // Parked jobs fall due within a poll, held ones when their lease has ended.
    await until(
      'every job to be attempted',
      look,
      (seen) => seen.every(({ id, epoch }) => epoch > (held.get(id) ?? Number.POSITIVE_INFINITY)),
      (leaseMs + 3 * boundMs) / 1_000,
    );
    const ms = Date.now() - begun;
    console.log(`a start at once: all attempted ${ms} ms after it, ${Date.now() - killedAt} ms after the kill`);
    assert.ok(ms < boundMs, `${ms} ms`);
  });

  test('and not one of them is lost or doubled', async () => {
    const { creates, overwrites } = (await stack.azure()).counters;
    assert.equal(creates.total, orders);
    assert.equal(overwrites.total, 0);
    for (const { id, status } of await look()) assert.equal(status, 'Running', id);
  });
});

async function placeOrders(stack: Stack): Promise<string[]> {
  const jobs: JobView[] = [];
  const names = Array.from({ length: orders }, (_, index) => `flight-${index}`).values();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (const name of names) jobs.push(await stack.order(name, { cni: { plugin: 'external' } }));
    }),
  );
  return jobs.map(({ id }) => id);
}

function figures(took: number[]): string {
  const at = (share: number) => `${((took[Math.floor((took.length - 1) * share)] ?? 0) / 1_000).toFixed(1)} s`;
  return `${took.length} jobs attempted, p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`;
}
