import assert from 'node:assert/strict';
import type { JobStore, WebhookStore } from '../../src/ports.ts';
import { createStage, type Stage } from './stage.ts';
import type { Story } from './stories.ts';
import { Crash, type Mishap, tripwire } from './tripwire.ts';

/** A place in a story where something happens to the process; `name` is for the reader. */
export interface Point {
  call: number;
  name: string;
  mishap: Mishap;
}

/** A story as it goes when nothing happens. */
export interface Calm {
  calls: string[];
  outcome: Awaited<ReturnType<Stage['outcome']>>;
}

export async function open(story: Story, store: JobStore, webhooks: WebhookStore): Promise<Stage> {
  const { subscriber = false, deaf = false } = story;
  const stage = createStage(store, webhooks, { subscriber, deaf });
  await stage.subscribe();
  await story.prepare?.(stage);
  return stage;
}

export async function playCalmly(story: Story, store: JobStore, webhooks: WebhookStore): Promise<Calm> {
  const stage = await open(story, store, webhooks);
  const { stopping: _, ...ports } = stage.plain;
  const wire = tripwire(ports);
  await story.play(stage, wire.around);
  await stage.assertTold('calm');
  const outcome = await stage.outcome();
  assert.ok(outcome.jobs.length > 0);
  for (const { status } of outcome.jobs) assert.ok(['Succeeded', 'Failed', 'Canceled'].includes(status), status);
  for (const told of outcome.events) assert.deepEqual(told, [...new Set(told)], 'no event is doubled');
  return { calls: wire.calls, outcome };
}

/**
 * Plays the story with a death or a stop at each point, each in a process of its own, and again by one that lives: all
 * must be as if nothing had been.
 */
export async function playWithDeath(
  story: Story,
  calm: Calm,
  points: readonly Point[],
  store: JobStore,
  webhooks: WebhookStore,
): Promise<void> {
  const point = `${story.title}: ${points.map((at) => `${at.mishap} call ${at.call} (${at.name})`).join(', then ')}`;
  const stage = await open(story, store, webhooks);
  const { stopping: _, ...ports } = stage.plain;
  for (const at of points) await story.play(stage, tripwire(ports, at).around).catch(unlessCrash);
  await story.play(stage, stage.plain);
  assert.deepEqual(await stage.outcome(), calm.outcome, point);
  assert.deepEqual(stage.cloud.probes(), [], point);
  await stage.assertTold(point);
}

/**
 * Freezes the process in front of the call, has another play the story to its end, then lets the old one go on with what
 * it had in hand: nothing may change.
 */
export async function playWithZombie(
  story: Story,
  calm: Calm,
  { call, name }: Point,
  store: JobStore,
  webhooks: WebhookStore,
): Promise<void> {
  const point = `${story.title}: frozen in front of call ${call} (${name})`;
  const stage = await open(story, store, webhooks);
  const { stopping: _, ...ports } = stage.plain;
  const wire = tripwire(ports, { call, mishap: 'freeze' });
  const old = story.play(stage, wire.around).catch(unlessCrash);
  await wire.tripped;
  const goOn = async () => {
    wire.thaw();
    await old;
  };
  // A request that makes something arrives within `lateActMs` or not at all: it comes at the worst moment within that.
  const late = makes.test(name);
  const waitsForLate = JSON.stringify(calm.outcome).includes('stays-gone Succeeded');
  const lastMoment = stage.clock.now() + lateActMs;
  if (late) {
    const { turn } = stage.hooks;
    stage.hooks.turn = async () => {
      await turn();
      if (!(waitsForLate ? await stage.isAt('stays-gone') : stage.clock.now() >= lastMoment)) return;
      stage.hooks.turn = turn;
      await goOn();
    };
  }
  await story.play(stage, stage.plain);
  await goOn();
  await stage.work();
  const outcome = await stage.outcome();
  // What came late was made, and is deleted again.
  if (late && waitsForLate) outcome.creates = calm.outcome.creates;
  assert.deepEqual(outcome, calm.outcome, point);
  await stage.assertTold(point);
}

/** As the world has it. */
const lateActMs = 45_000;
const makes = /^arm\.create/;

function unlessCrash(error: unknown): void {
  if (!(error instanceof Crash)) throw error;
}
