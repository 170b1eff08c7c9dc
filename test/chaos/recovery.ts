import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Done } from './mayhem.ts';

/** A job that was left in the hands of a process that was killed or frozen. */
export interface Recovery {
  jobId: string;
  /** From the kill or freeze until another claim of the job. */
  ms: number;
}

/** Clocks of the processes are one; the slack is for a lease that was renewed as the signal was on its way. */
const slackMs = 250;

/**
 * How long jobs lay in dead hands. Redis's append-only file holds every claim: a raised epoch with a lease that says when,
 * and `lease 0` where a worker let go. A claim that is followed by another with no letting go between was left behind.
 */
export function readRecoveries(redisFolder: string, done: Done[], leaseMs: number): Recovery[] {
  const blows = done.filter(({ what, whom }) => (what === 'kill' || what === 'freeze') && !whom.startsWith('api'));
  const held = new Map<string, number>();
  const found: Recovery[] = [];
  let claiming: string | undefined;
  for (const [command = '', key = '', ...rest] of readCommands(redisFolder)) {
    const jobId = /:job:(job_[0-9a-f]+)$/.exec(key)?.[1];
    if (!jobId) continue;
    if (/^hincrby$/i.test(command) && rest[0] === 'epoch') claiming = jobId;
    if (!/^hset$/i.test(command)) continue;
    const lease = fieldOf(rest, 'lease');
    if (lease === undefined) continue;
    // A lease is written as the time of its end: this is when the worker was last seen alive.
    const aliveAt = lease - leaseMs;
    const before = held.get(jobId);
    if (claiming === jobId && before !== undefined) {
      const blow = blows.find(({ at }) => at > before - slackMs && at < aliveAt);
      if (blow) found.push({ jobId, ms: aliveAt - blow.at });
    }
    claiming = undefined;
    if (lease === 0) held.delete(jobId);
    else held.set(jobId, aliveAt);
  }
  return found;
}

function fieldOf(args: string[], name: string): number | undefined {
  for (let index = 0; index + 1 < args.length; index += 2) if (args[index] === name) return Number(args[index + 1]);
  return undefined;
}

/** The commands of an append-only file, in order: each an array `*<n>` of strings `$<length>`. */
function* readCommands(folder: string): Generator<string[]> {
  const directory = join(folder, 'appendonlydir');
  const files = readdirSync(directory).filter((name) => name.endsWith('.incr.aof'));
  for (const file of files.toSorted((one, other) => Number(numberOf(one)) - Number(numberOf(other)))) {
    const bytes = readFileSync(join(directory, file));
    let at = 0;
    const line = () => {
      const end = bytes.indexOf('\r\n', at);
      const text = bytes.toString('latin1', at, end < 0 ? bytes.length : end);
      at = end < 0 ? bytes.length : end + 2;
      return text;
    };
    while (at < bytes.length) {
      const head = line();
      if (!head.startsWith('*')) continue;
      const parts: string[] = [];
      for (let count = Number(head.slice(1)); count > 0 && at < bytes.length; count -= 1) {
        const length = Number(line().slice(1));
        parts.push(bytes.toString('latin1', at, at + length));
        at += length + 2;
      }
      yield parts;
    }
  }
}

function numberOf(file: string): string {
  return /\.(\d+)\.incr\.aof$/.exec(file)?.[1] ?? '0';
}
