import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Stack } from '../e2e/stack.ts';
import { audit } from './auditor/audit.ts';
import { gather } from './auditor/gather.ts';
import { countWaiting } from './auditor/store.ts';
import { createCaller } from './caller.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { Done } from './mayhem.ts';
import type { ChaosOptions } from './options.ts';
import { readRecoveries } from './recovery.ts';
import { list, type Result } from './report.ts';
import type { OrderPlan, Script } from './script.ts';
import { keyOf, subscribe, type Tenant, tenantSettings } from './tenants.ts';
import { runTraffic } from './traffic.ts';

const sandboxSpeed = 120;
const lookEveryMs = 500;
/** Looks of the drain between two that are told. */
const tellEvery = 10;
/** Callers that still wait for a job when the drain is over. */
const goodbyeMs = 2_000;

export type Say = (text: string) => void;

/** What a run is called, and how patient it is. */
export type Terms = Pick<ChaosOptions, 'leaseSeconds' | 'drainSeconds' | 'plant'> & { title: string };

/** What was broken, and which processes ended by themselves. */
export interface Played {
  done: Done[];
  crashed(): string[];
}

/** Has callers place these orders and follow what comes of them. */
export type Place = (orders: OrderPlan[]) => void;

/**
 * Has `play` break a stack while orders come, lets it come to rest, looks at what is left, and ends the stack. Its folder
 * stays if a rule is broken.
 */
export async function conduct(
  { title, leaseSeconds, drainSeconds, plant }: Terms,
  stack: Stack,
  say: Say,
  play: (place: Place, ledger: Ledger) => Promise<Played>,
): Promise<Result> {
  let keep: 'keep' | undefined = 'keep';
  try {
    if (plant && !stack.logs().includes('planted in')) throw new Error(`${plant} has planted nothing`);
    const book = createLedger();
    const over = new AbortController();
    const urls = stack.apis.map(({ url }) => url);
    const callerOf = (tenant: Tenant) => createCaller(urls, keyOf(tenant), book.counts, over.signal);
    const callers = { red: callerOf('red'), green: callerOf('green'), blue: callerOf('blue') };
    const orders: OrderPlan[] = [];
    const traffics: Promise<void>[] = [];
    const secrets = await subscribe(stack);
    say('everything runs');
    const { done, crashed } = await play((more) => {
      orders.push(...more);
      traffics.push(runTraffic(more, callers, book, over.signal));
    }, book);
    say('nothing is broken any more');
    const traffic = Promise.all(traffics);
    const drainMs = await drain(stack, traffic, drainSeconds * 1_000, say);
    await Promise.race([traffic, pause(goodbyeMs)]);
    over.abort();
    await traffic;

    const evidence = await gather(stack, { orders, ledger: book, crashed: crashed(), secrets });
    const broken = audit(evidence);
    if (broken.length === 0) keep = undefined;
    const recoveries = readRecoveries(join(stack.folder, 'redis'), done, leaseSeconds * 1_000);
    const { throttled } = (await stack.azure()).counters;
    return { title, done, evidence, recoveries, broken, drainMs, throttled, folder: stack.folder };
  } finally {
    await stack.stop(keep);
  }
}

/** What all runs have in common. */
export function stackOptions(
  { leaseSeconds, sweepSeconds, plant }: Pick<ChaosOptions, 'leaseSeconds' | 'sweepSeconds' | 'plant'>,
  moods: Script['moods'],
) {
  let arrived = 0;
  const met = new Set<string>();
  return {
    speed: sandboxSpeed,
    fsync: 'always' as const,
    // Only the first attempt at each: the third retry would come minutes later.
    mood(id: string) {
      if (met.has(id)) return 'answer' as const;
      met.add(id);
      return moods[arrived++ % moods.length] ?? 'answer';
    },
    ...(plant ? { nodeOptions: ['--import', join(import.meta.dirname, 'planted', `${plant}.ts`)] } : {}),
    env: {
      ...tenantSettings(),
      SLIPWAY_LEASE_SECONDS: `${leaseSeconds}`,
      SLIPWAY_SWEEP_SECONDS: `${sweepSeconds}`,
      // As the operator is told to: longer than the longest freeze that is to do no harm.
      SLIPWAY_LATE_ACT_SECONDS: `${Math.ceil(leaseSeconds * 2.5) + 3}`,
      SLIPWAY_HELM_CONCURRENCY: '2',
    },
  };
}

/** Waits until every order has been told its end and nothing is open, at most so long. @returns how long that took */
async function drain(stack: Stack, traffic: Promise<unknown>, limitMs: number, say: Say): Promise<number> {
  const begun = performance.now();
  const redis = new Redis(stack.redisUrl);
  let told = false;
  void traffic.then(() => {
    told = true;
  });
  try {
    for (let looks = 1; performance.now() - begun < limitMs; looks += 1) {
      const waiting = await countWaiting(redis);
      if (told && Object.values(waiting).every((count) => count === 0)) break;
      if (looks % tellEvery === 0) say(`draining: ${list(waiting)}`);
      await pause(lookEveryMs);
    }
    return performance.now() - begun;
  } finally {
    redis.disconnect();
  }
}
