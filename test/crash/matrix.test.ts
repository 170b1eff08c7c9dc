import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { JobStore } from '../../src/ports.ts';
import { useRedis } from '../fakes/use-redis.ts';
import { createWorld, type Surroundings, type World } from '../fakes/world.ts';
import { Crash, tripwire } from './tripwire.ts';

/** One story: what a client does, in a process that may die at any call. Runs again from its start after a death. */
interface Story {
  title: string;
  prepare?(world: World): void;
  play(world: World, around: Surroundings): Promise<void>;
  creates: number;
}

const idempotency = (key: string) => ({ idempotency: { key, fingerprint: key } });

/** Places the order, as a client does that repeats a request whose answer it never saw. */
async function place(world: World, around: Surroundings, order: Parameters<World['order']>[0] = {}) {
  const { job } = await world.order(order, around, idempotency('order'));
  return job.record.job;
}

const stories: Story[] = [
  {
    title: 'create with cilium',
    async play(world, around) {
      await place(world, around);
      await world.recover(around);
    },
    creates: 1,
  },
  {
    title: 'create with an external CNI',
    async play(world, around) {
      await place(world, around, { cni: { plugin: 'external' } });
      await world.recover(around);
    },
    creates: 1,
  },
  {
    title: 'create that Azure fails, cleaned up',
    prepare: (world) => world.cloud.endings.push('Failed'),
    async play(world, around) {
      await place(world, around, { onFailure: 'delete' });
      await world.recover(around);
    },
    creates: 1,
  },
  {
    title: 'create that is canceled while Azure works',
    async play(world, around) {
      const { id } = await place(world, around);
      await world.recover(around, () => world.cloud.creates.size === 1);
      await world.cancel(id).catch(() => undefined);
      await world.recover(around);
    },
    creates: 1,
  },
  {
    title: 'delete',
    async play(world, around) {
      const { clusterId } = await place(world, around);
      await world.recover(around);
      await world.deleteCluster(clusterId, around);
      await world.recover(around);
    },
    creates: 1,
  },
  {
    title: 'delete that takes the place of a create',
    async play(world, around) {
      const { clusterId } = await place(world, around);
      await world.recover(around, () => world.cloud.creates.size === 1);
      await world.deleteCluster(clusterId, around);
      await world.recover(around);
    },
    creates: 1,
  },
];

describe('crash matrix', () => {
  const { emptyJobStore } = useRedis();
  let tried = 0;
  after(() => console.log(`crash matrix: ${tried} points tried`));

  async function fresh(story: Story): Promise<{ world: World; store: JobStore }> {
    const store = await emptyJobStore();
    const world = createWorld(store);
    // Shorter than Azure's, for fewer looks at a cluster in the making: each look is the same as the one before.
    world.cloud.durations = { create: 70_000, delete: 50_000, ready: 8_000 };
    story.prepare?.(world);
    return { world, store };
  }

  /** What must be the same whether or not a process died on the way. */
  async function outcome(store: JobStore, world: World) {
    const { items: jobs } = await store.jobs('team-a', {}, 10);
    const { items: clusters } = await store.clusters('team-a', {}, 10);
    return {
      jobs: jobs.map(({ record: { job, memos } }) => ({
        operation: job.operation,
        status: job.status,
        code: job.error?.code,
        steps: job.steps.map(({ name, status }) => `${name} ${status}`),
        inventory: job.inventory,
        memos,
      })),
      clusters: clusters.map(({ cluster }) => ({ state: cluster.state, active: cluster.activeJob })),
      azure: [...world.cloud.clusters.values()].map(({ provisioningState }) => provisioningState),
      groups: world.cloud.groups.size,
    };
  }

  async function ends(store: JobStore): Promise<string[]> {
    const { items } = await store.jobs('team-a', {}, 10);
    const events = await Promise.all(items.map(({ record }) => store.events('team-a', record.job.id)));
    return events
      .flat()
      .map((event) => event.type)
      .filter((type) => type !== 'job.phase_changed' && type !== 'job.started')
      .toSorted();
  }

  for (const story of stories) {
    test(`${story.title}: dying at any call changes nothing in the end`, async () => {
      const calm = await fresh(story);
      const counted = tripwire(calm.world.plain);
      await story.play(calm.world, counted.around);
      const expected = await outcome(calm.store, calm.world);
      const expectedEnds = await ends(calm.store);
      assert.ok(
        expected.jobs.length > 0 &&
          expected.jobs.every((job) => ['Succeeded', 'Failed', 'Canceled'].includes(job.status)),
      );

      for (const [call, name] of counted.calls.entries()) {
        for (const when of ['before', 'after'] as const) {
          const { world, store } = await fresh(story);
          const wire = tripwire(world.plain, { call, when });
          await story.play(world, wire.around).catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error;
          });
          await story.play(world, world.plain);
          tried += 1;
          const point = `${when} call ${call} (${name})`;
          assert.deepEqual(await outcome(store, world), expected, point);
          assert.deepEqual(await ends(store), expectedEnds, point);
          assert.equal(world.cloud.creates.get('blue'), story.creates, point);
        }
      }
    });
  }
});
