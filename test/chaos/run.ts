import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Stack, startStack } from '../e2e/stack.ts';
import { audit } from './auditor/audit.ts';
import { gather } from './auditor/gather.ts';
import { countWaiting } from './auditor/store.ts';
import { createCaller } from './caller.ts';
import { createLedger } from './ledger.ts';
import { createMayhem } from './mayhem.ts';
import type { ChaosOptions } from './options.ts';
import { readRecoveries } from './recovery.ts';
import { list, type Result } from './report.ts';
import { apis, type Script, workers, writeScript } from './script.ts';
import { runTraffic } from './traffic.ts';

const sandboxSpeed = 120;
const lookEveryMs = 500;
/** Looks of the drain between two that are told. */
const tellEvery = 10;
/** Callers that still wait for a job when the drain is over. */
const goodbyeMs = 2_000;

type Say = (text: string) => void;

/** One run: start everything, break it while orders come, let it come to rest, and look at what is left. */
export async function runChaos(options: ChaosOptions, say: Say = () => {}): Promise<Result> {
  const script = writeScript(options);
  const stack = await startStack(stackOptions(options, script));
  let keep: 'keep' | undefined = 'keep';
  try {
    const book = createLedger();
    const mayhem = createMayhem(stack, say);
    const over = new AbortController();
    const urls = stack.apis.map(({ url }) => url);
    const caller = createCaller(urls, stack.apiKey, book.counts, over.signal);
    if (options.plant && !stack.logs().includes('planted in')) throw new Error(`${options.plant} has planted nothing`);
    say('everything runs');
    const traffic = runTraffic(script, caller, book, over.signal);
    await Promise.all([mayhem.run(script), pause(script.endsAt)]);
    say('the mayhem is over');
    const drainMs = await drain(stack, traffic, options.drainSeconds * 1_000, say);
    await Promise.race([traffic, pause(goodbyeMs)]);
    over.abort();
    await traffic;

    const evidence = await gather(stack, { orders: script.orders, ledger: book, crashed: mayhem.crashed() });
    const broken = audit(evidence);
    if (broken.length === 0) keep = undefined;
    const recoveries = readRecoveries(join(stack.folder, 'redis'), mayhem.done, options.leaseSeconds * 1_000);
    const { throttled } = (await stack.azure()).counters;
    return {
      options,
      script,
      done: mayhem.done,
      evidence,
      recoveries,
      broken,
      drainMs,
      throttled,
      folder: stack.folder,
    };
  } finally {
    await stack.stop(keep);
  }
}

function stackOptions({ leaseSeconds, sweepSeconds, plant }: ChaosOptions, { moods }: Script) {
  let arrived = 0;
  const met = new Set<string>();
  return {
    speed: sandboxSpeed,
    apis: apis.length,
    workers: workers.length,
    fsync: 'always' as const,
    // Only the first attempt at each: the third retry would come minutes later.
    mood(id: string) {
      if (met.has(id)) return 'answer' as const;
      met.add(id);
      return moods[arrived++ % moods.length] ?? 'answer';
    },
    ...(plant ? { nodeOptions: ['--import', join(import.meta.dirname, 'planted', `${plant}.ts`)] } : {}),
    env: {
      SLIPWAY_LEASE_SECONDS: `${leaseSeconds}`,
      SLIPWAY_SWEEP_SECONDS: `${sweepSeconds}`,
      // As the operator is told to: longer than the longest freeze that is to do no harm.
      SLIPWAY_LATE_ACT_SECONDS: `${Math.ceil(leaseSeconds * 2.5) + 3}`,
      SLIPWAY_HELM_CONCURRENCY: '2',
    },
  };
}

/** Waits until every order has been told its end and nothing is open, at most so long. @returns how long that took */
async function drain(stack: Stack, traffic: Promise<void>, limitMs: number, say: Say): Promise<number> {
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
