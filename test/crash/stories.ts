import type { Order } from '../../src/model/order.ts';
import { ProblemError } from '../../src/model/problem.ts';
import type { Around, Stage } from './stage.ts';

/**
 * What a client does, in a process that may die at any call. It is played again from its start after a death, as a client
 * repeats what was not answered.
 */
export interface Story {
  title: string;
  /** What was there before, and is no part of what the process goes through. */
  prepare?(stage: Stage): void | Promise<void>;
  play(stage: Stage, around: Around): Promise<void>;
  /** Somebody subscribes: fan-out and deliveries are part of the story. */
  subscriber?: true;
  /** Every wake-up is lost: only the sweeper moves things on. */
  deaf?: true;
}

const idempotency = (key: string) => ({ idempotency: { key, fingerprint: key } });

async function place({ world }: Stage, around: Around, order: Partial<Order> = {}) {
  const { job } = await world.order(order, around, idempotency('order'));
  return job.record.job;
}

const azureWorks = (stage: Stage) => () => stage.cloud.creates.size === 1;
const external = { cni: { plugin: 'external' } } as const;
const older = { plugin: 'cilium', version: '1.19.5' };
const newer = { plugin: 'cilium', version: '1.20.1' };

/** A cluster that was ordered like this, and is done. */
async function standing(stage: Stage, order: Partial<Order>): Promise<void> {
  await place(stage, stage.plain, order);
  await stage.work();
}

export const stories: Story[] = [
  {
    title: 'create',
    async play(stage, around) {
      await place(stage, around);
      await stage.work(around);
    },
  },
  {
    title: 'create, external, with a maintenance window',
    async play(stage, around) {
      const maintenanceWindow = { dayOfWeek: 'Sunday', startTime: '02:00' } as const;
      await place(stage, around, { ...external, autoUpgrade: 'patch', maintenanceWindow });
      await stage.work(around);
    },
  },
  {
    title: 'create, onFailure: delete',
    prepare: ({ cloud }) => cloud.endings.push('Failed'),
    async play(stage, around) {
      await place(stage, around, { onFailure: 'delete' });
      await stage.work(around);
    },
  },
  {
    title: 'create, canceled',
    async play(stage, around) {
      const { id } = await place(stage, around);
      await stage.work(around, azureWorks(stage));
      await stage.world.cancel(id, around).catch(unlessRefused);
      await stage.work(around);
    },
  },
  {
    title: 'delete',
    async play(stage, around) {
      const { clusterId } = await place(stage, around, external);
      await stage.work(around);
      await stage.world.deleteCluster(clusterId, around);
      await stage.work(around);
    },
  },
  {
    title: 'delete of a running create',
    async play(stage, around) {
      const { clusterId } = await place(stage, around);
      await stage.work(around, azureWorks(stage));
      await stage.world.deleteCluster(clusterId, around);
      await stage.work(around);
    },
  },
  {
    title: 'retry of a failed create',
    prepare: ({ cloud }) => cloud.endings.push('Failed'),
    async play(stage, around) {
      const { id } = await place(stage, around, external);
      await stage.work(around);
      await stage.world.retry(id, around, idempotency('retry')).catch(unlessRefused);
      await stage.work(around);
    },
  },
  {
    title: 'first CNI of a cluster that awaits it',
    prepare: (stage) => standing(stage, external),
    async play(stage, around) {
      await stage.world.changeCni(await stage.clusterId(), newer, around, idempotency('change'));
      await stage.work(around);
    },
  },
  {
    title: "the caller's own CNI verified",
    async prepare(stage) {
      await standing(stage, external);
      stage.cloud.installByHand('blue');
    },
    async play(stage, around) {
      await stage.world.changeCni(await stage.clusterId(), external.cni, around, idempotency('change'));
      await stage.work(around);
    },
  },
  {
    title: 'CNI upgraded, and taken back',
    prepare: (stage) => standing(stage, { cni: older }),
    async play(stage, around) {
      for (const cni of [newer, older]) {
        await stage.world.changeCni(await stage.clusterId(), cni, around, idempotency(cni.version));
        await stage.work(around);
      }
    },
  },
  {
    title: 'create, external, paused for a while',
    prepare: pauseForAWhile,
    async play(stage, around) {
      await place(stage, around, external);
      await stage.work(around);
    },
  },
  {
    title: 'create, external, with a subscriber',
    subscriber: true,
    async play(stage, around) {
      await place(stage, around, external);
      await stage.work(around);
    },
  },
  {
    title: 'create, external, every wake-up lost',
    subscriber: true,
    deaf: true,
    async play(stage, around) {
      await place(stage, around, external);
      await stage.work(around);
    },
  },
];

/** An operator pauses all work once Azure is at work, and resumes it when the job is held. */
function pauseForAWhile(stage: Stage): void {
  const { pause, resume } = stage.world.operator();
  const by = 'key:operator';
  let pauseId: string | undefined;
  stage.hooks.turn = async () => {
    if (pauseId === undefined && azureWorks(stage)()) {
      pauseId = (await pause(by, { what: 'work', message: 'for a while' })).id;
    } else if (pauseId && (await stage.isHeld())) {
      await resume(by, pauseId);
      pauseId = '';
    }
  };
}

/** What comes again when its work is done may be refused. */
function unlessRefused(error: unknown): void {
  if (!(error instanceof ProblemError) || error.problem.code !== 'invalid-state') throw error;
}
