import { setTimeout as pause } from 'node:timers/promises';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { queues } from '../../src/adapters/bullmq/queues.ts';
import type { Process } from '../e2e/process.ts';
import type { Stack } from '../e2e/stack.ts';
import { type Act, apis, type Deed, helmsWorker, workers } from './script.ts';

/** What was done, when, to whom. */
export interface Done {
  /** Milliseconds since the epoch. */
  at: number;
  what: Deed['what'];
  whom: string;
}

/** How long an act waits for a worker that starts helm; then it takes any. */
const helmPatienceMs = 40_000;
const lookEveryMs = 10;

/** Carries out the acts of a script on the real processes, and brings back what it killed, as a supervisor would. */
export function createMayhem(stack: Stack, say: (text: string) => void) {
  const processes = new Map<string, Process>([
    ['redis', stack.redis],
    ['sandbox', stack.sandbox],
    ...stack.apis.map(({ process }, index) => [`api-${index + 1}`, process] as const),
    ...stack.workers.map((worker, index) => [`worker-${index + 1}`, worker] as const),
  ]);
  const done: Done[] = [];
  const down = new Set<string>();

  function note(what: Deed['what'], whom: string): void {
    done.push({ at: Date.now(), what, whom });
    say(`${what} ${whom}`);
  }

  /** Brings it back, again and again if need be: one that starts while Redis is away may end at once. */
  async function revive(whom: string, process: Process): Promise<void> {
    for (;;) {
      try {
        await process.start();
        down.delete(whom);
        return;
      } catch (error) {
        say(`${whom} did not start: ${error instanceof Error ? error.message.slice(0, 300) : error}`);
        await pause(500);
      }
    }
  }

  /** The process meant; if another act has it in hand, one of its kind. */
  async function take(whom: string): Promise<[string, Process] | undefined> {
    const meant = whom === helmsWorker ? ((await nextToStartHelm()) ?? 'worker-1') : whom;
    const kind = meant.replace(/-\d+$/, '');
    const taken = free().find(([name]) => name === meant) ?? free().find(([name]) => name.startsWith(`${kind}-`));
    if (taken) down.add(taken[0]);
    return taken;
  }

  function free(): [string, Process][] {
    return [...processes].filter(([name, process]) => !down.has(name) && process.runs);
  }

  async function nextToStartHelm(): Promise<string | undefined> {
    const before = stack.helm.starts().length;
    for (const last = Date.now() + helmPatienceMs; Date.now() < last; await pause(lookEveryMs)) {
      const latest = stack.helm.starts().slice(before).at(-1);
      const [name] = free().find(([, { pid }]) => pid === latest?.worker) ?? [];
      if (name) return name;
    }
    return undefined;
  }

  async function commit(deed: Deed): Promise<void> {
    switch (deed.what) {
      case 'kill':
      case 'restart':
      case 'freeze': {
        const taken = await take(deed.whom);
        if (!taken) return;
        const [name, process] = taken;
        note(deed.what, name);
        if (deed.what === 'freeze') process.signal('SIGSTOP');
        else await (deed.what === 'kill' ? process.kill9() : process.terminate());
        await pause(deed.forMs);
        if (deed.what !== 'freeze') return revive(name, process);
        process.signal('SIGCONT');
        down.delete(name);
        return;
      }
      case 'roll':
        // As a deployment goes: one after the other, each by SIGTERM.
        for (const whom of [...apis, ...workers]) {
          while (!free().some(([name]) => name === whom)) await pause(lookEveryMs);
          await commit({ what: 'restart', whom, forMs: 0 });
        }
        return;
      case 'faults':
        // A sandbox that is down at this moment has no faults.
        note('faults', deed.faults.map(({ name }) => name).join(', '));
        await stack.faults(deed.faults).catch(() => {});
        await pause(deed.forMs);
        await stack.faults([]).catch(() => {});
        return;
      case 'forget':
        note('forget', deed.queue);
        say(`  ${await forgetEntries(stack.redisUrl, deed.queue)} entries forgotten`);
        return;
      default:
        deed satisfies never;
    }
  }

  return {
    done,
    /** Processes that do not run although nobody has ended them. */
    crashed: () => [...processes].filter(([name, process]) => !down.has(name) && !process.runs).map(([name]) => name),
    /** Ends when all acts are over and everything runs again. */
    async run(acts: Act[]): Promise<void> {
      const play = async (act: Act) => {
        await pause(act.at);
        await commit(act);
      };
      await Promise.all(acts.map(play));
      await stack.faults([]);
    },
  };
}

/** The queue loses every wake-up that waits in it, as a failover can make it. Those in workers' hands stay. @returns how many */
async function forgetEntries(redisUrl: string, which: 'provision' | 'deliver'): Promise<number> {
  const redis = new Redis(redisUrl, { retryStrategy: () => null, maxRetriesPerRequest: 0, commandTimeout: 1_000 });
  redis.on('error', () => {});
  try {
    // Redis may be away itself at this moment, and a queue made then would wait for it.
    await redis.ping();
    const { name, prefix } = queues[which];
    const queue = new Queue(name, { connection: redis, prefix });
    queue.on('error', () => {});
    const forgotten = await queue.getJobCountByTypes('wait', 'delayed', 'prioritized');
    await queue.drain(true);
    await queue.close();
    return forgotten;
  } catch {
    return 0;
  } finally {
    redis.disconnect();
  }
}
