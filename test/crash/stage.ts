import assert from 'node:assert/strict';
import { advance } from '../../src/engine/advance.ts';
import { type Swept, sweep } from '../../src/engine/sweep.ts';
import { shardOfTenant } from '../../src/model/id.ts';
import { isTerminal } from '../../src/model/job.ts';
import { attempt } from '../../src/notify/attempt.ts';
import { fanOut } from '../../src/notify/fan-out.ts';
import type { JobStore, Stopping, WakeUps, WebhookSender, WebhookStore } from '../../src/ports.ts';
import { sampleEndpoint } from '../fakes/webhook-samples.ts';
import { createWorld, principal, type Surroundings } from '../fakes/world.ts';
import { Crash } from './tripwire.ts';

/** All that one process of ours can reach. */
export interface Ports extends Surroundings {
  webhooks: WebhookStore;
  sender: Pick<WebhookSender, 'send'>;
}
/** A process: what it can reach, and how it is told to stop. */
export type Around = Ports & { stopping: Stopping };

interface Entry {
  dueAt: number;
  work(around: Around): Promise<unknown>;
}

const never: Stopping = { asked: new AbortController().signal, over: new AbortController().signal };
const lease = { durationMs: 12_000, renewMs: 4_000 };
const sweepEveryMs = 20_000;

/** One world of the crash matrix: real stores, a small Azure, a subscriber, one fake clock, and a queue that is a list. */
export function createStage(store: JobStore, webhooks: WebhookStore, options: { subscriber: boolean; deaf: boolean }) {
  const world = createWorld(store);
  const { clock, ids, log, cloud } = world;
  // Shorter than Azure's, for fewer looks at a cluster in the making: each look is the same as the one before.
  cloud.durations = { create: 70_000, delete: 50_000, ready: 8_000 };
  const queue: Entry[] = [];
  const received: string[] = [];
  const wakeUps: WakeUps = {
    async job(id, wake, dueAt) {
      if (!options.deaf) queue.push({ dueAt, work: (around) => moveOn(around, id, wake) });
    },
    async event(id) {
      if (options.subscriber && !options.deaf) queue.push({ dueAt: clock.now(), work: (around) => spread(around, id) });
    },
    async delivery(id, _wake, dueAt) {
      if (!options.deaf) queue.push({ dueAt, work: (around) => deliver(around, id) });
    },
  };
  const sender: Ports['sender'] = {
    async send({ headers }) {
      received.push(headers['webhook-id'] ?? '');
      return { type: 'answered', status: 204, body: '' };
    },
  };
  /** Called before whatever is done next. */
  const hooks = { turn: async () => {} };
  const plain: Around = { ...world.plain, wakeUps, webhooks, sender, stopping: never };

  const moveOn = (around: Around, id: string, wake?: number) =>
    advance({ ...world.engine(around), stopping: around.stopping }, id, wake);
  const spread = (around: Around, id: string) =>
    fanOut({ store: around.webhooks, wakeUps: around.wakeUps, clock, log })(id);
  async function deliver(around: Around, id: string): Promise<void> {
    const { sender, stopping } = around;
    const next = await attempt({ store: around.webhooks, sender, clock, ids, log, lease, stopping: stopping.over })(id);
    if (next) await around.wakeUps.delivery(id, next.wake, next.dueAt);
  }

  /** One sweep of a process. What it finds it works off itself, for the queue may be deaf. */
  async function look(around: Around): Promise<number> {
    const found: (() => Promise<unknown>)[] = [];
    // Other shards are empty, and a call each.
    const here = (find: Swept['find']): Swept['find'] => {
      return async (shard, ...rest) => (shard === shardOfTenant(principal.tenant) ? find(shard, ...rest) : []);
    };
    const kinds: Swept[] = [
      {
        name: 'jobs',
        find: here((...where) => around.store.overdue(...where)),
        wake: async (id) => void found.push(() => moveOn(around, id)),
      },
    ];
    if (options.subscriber) {
      kinds.push(
        {
          name: 'events',
          find: here((...where) => around.webhooks.overdueEvents(...where)),
          wake: async (id) => void found.push(() => spread(around, id)),
        },
        {
          name: 'deliveries',
          find: here((...where) => around.webhooks.overdueDeliveries(...where)),
          wake: async (id) => void found.push(() => deliver(around, id)),
        },
      );
    }
    await sweep({ clock, log, graceMs: 5_000, pageSize: 100 }, kinds)();
    for (const work of found) await work();
    return found.length;
  }

  async function allEnded(): Promise<boolean> {
    const { items } = await store.jobs(principal.tenant, {}, 50);
    if (!items.every(({ record }) => isTerminal(record.job.status))) return false;
    if (!options.subscriber) return true;
    const told = new Set(received);
    return (await events()).every(({ id }) => told.has(id));
  }

  async function events() {
    const { items } = await store.jobs(principal.tenant, {}, 50);
    return (await Promise.all(items.map(({ record }) => store.events(principal.tenant, record.job.id)))).flat();
  }

  /** A worker at work: wake-ups in the order of their times, sweeps between, until all has ended or `enough` says so. */
  async function work(around: Around = plain, enough: () => boolean | Promise<boolean> = () => false): Promise<void> {
    let sweepAt = clock.now() + sweepEveryMs;
    for (let turns = 0; turns < 5_000; turns += 1) {
      await hooks.turn();
      if (around.stopping.asked.aborted) throw new Crash('stopped');
      if (await enough()) return;
      queue.sort((a, b) => a.dueAt - b.dueAt);
      const [next] = queue;
      // While there is work enough, others may sweep.
      if (next && (around !== plain || next.dueAt < sweepAt)) {
        queue.shift();
        clock.advanceTo(next.dueAt);
        await next.work(around);
        continue;
      }
      if (!next && (await allEnded())) return;
      clock.advanceTo(Math.max(sweepAt, clock.now()));
      sweepAt = clock.now() + sweepEveryMs;
      await look(around);
    }
    throw new Error('the jobs do not come to an end');
  }

  /** What must be the same whatever happened on the way. */
  async function outcome() {
    const { items } = await store.jobs(principal.tenant, {}, 10);
    const jobs = await Promise.all(items.map(async ({ record }) => ({ record, told: await toldOf(record.job.id) })));
    const { items: clusters } = await store.clusters(principal.tenant, { state: 'Deleted' }, 10);
    const { items: others } = await store.clusters(principal.tenant, {}, 10);
    return {
      jobs: jobs.map(({ record: { job, memos } }) => ({
        operation: job.operation,
        status: job.status,
        code: job.error?.code,
        steps: job.steps.map(({ name, status }) => `${name} ${status}`),
        inventory: job.inventory,
        memos,
      })),
      clusters: [...clusters, ...others].map(({ cluster }) => ({ state: cluster.state, active: cluster.activeJob })),
      azure: [...cloud.clusters.values()].map(({ provisioningState }) => provisioningState),
      groups: cloud.groups.size,
      creates: Object.fromEntries(cloud.creates),
      charts: [...cloud.clusters.values()].map(({ release }) => release?.version),
      events: jobs.map(({ told }) => told),
    };
  }

  /** The events of a job, by type and phase. */
  async function toldOf(jobId: string): Promise<string[]> {
    const told = await store.events(principal.tenant, jobId);
    return told.map(({ type, data }) => `${type} ${data.job?.['phase']}`);
  }

  /** Every event came at least once under its id, and nothing came that is not one. */
  async function assertTold(point: string): Promise<void> {
    if (!options.subscriber) return;
    const recorded = (await events()).map(({ id }) => id);
    assert.deepEqual([...new Set(received)].toSorted(), recorded.toSorted(), point);
  }

  return {
    world,
    clock,
    cloud,
    store,
    plain,
    work,
    outcome,
    assertTold,
    subscribe: async () => {
      if (options.subscriber) {
        await webhooks.createEndpoint(sampleEndpoint({ events: ['*', 'job.phase_changed'] }), 10);
      }
    },
    hooks,
    /** Of the one cluster. */
    async clusterId(): Promise<string> {
      const { items } = await store.clusters(principal.tenant, {}, 1);
      return items[0]?.cluster.id ?? '';
    },
    /** Whether some job is held by a pause. */
    async isHeld(): Promise<boolean> {
      const { items } = await store.jobs(principal.tenant, {}, 10);
      return items.some(({ record }) => record.job.held !== undefined);
    },
    /** Whether some job is at this step. */
    async isAt(name: string): Promise<boolean> {
      const { items } = await store.jobs(principal.tenant, {}, 10);
      return items.some(({ record }) =>
        record.job.steps.some((step) => step.name === name && step.status === 'Running'),
      );
    },
  };
}
export type Stage = ReturnType<typeof createStage>;
