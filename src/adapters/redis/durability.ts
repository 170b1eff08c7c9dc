import { Cluster } from 'ioredis';
import { shardOfId } from '../../model/id.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Durability, Written } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { groupCommit } from './group-commit.ts';
import { recordKeys, shardKeys } from './keys.ts';

/** What an acceptance has to wait for beside the reply of Redis itself. */
export interface Barrier {
  /** `WAITAOF`: the fsync on the primary, and on each replica that is waited for. */
  fsync: boolean;
  /** How many replicas must have it. */
  replicas: number;
}

/** Longer than the second in which `everysec` comes to its fsync, shorter than a command of the API may take. */
const limitMs = 1_200;

/** Whether there is anything to wait for: with `appendfsync always` the reply of Redis follows its fsync. */
export function needsBarrier({ fsync, replicas }: Barrier): boolean {
  return fsync || replicas > 0;
}

/** Every reply of Redis is as durable as the promise says: nothing to wait for. */
export const noBarrier: Durability = { confirm: async () => {} };

/**
 * Waits on a connection of its own, because `WAIT` blocks the connection it is sent on and counts only what that
 * connection wrote. So the round writes a key first: replication and the append-only file keep the order, and what was
 * written before is there when the key is. Then it looks whether this server has the record at all: after a failover
 * the two connections may have spoken to two servers.
 */
export function createBarrier(client: RedisClient, barrier: Barrier): Durability {
  const { fsync, replicas } = barrier;

  async function round(group: Written[]): Promise<boolean[]> {
    const pipeline = client.pipeline();
    const [first] = group;
    if (!first) return [];
    pipeline.set(shardKeys.barrier(shardOfId(proofOf(first).id)), '1');
    for (const { key, field } of group.map(proofOf)) pipeline.hexists(key, field);
    if (fsync) pipeline.call('WAITAOF', 1, replicas, limitMs);
    else pipeline.call('WAIT', replicas, limitMs);
    const replies = ((await pipeline.exec()) ?? []).map(([error, reply]) => {
      if (error) throw error;
      return reply;
    });
    const waited = isReached(replies.at(-1), barrier);
    return replies.slice(1, -1).map((found) => waited && found === 1);
  }

  // A round blocks its connection, and a Cluster has one to each primary: as many rounds may be under way.
  const rounds = new Map<string, (written: Written) => Promise<boolean>>();
  const primaryOf = primaryFinder(client);
  return {
    async confirm(written) {
      const primary = await primaryOf(shardOfId(proofOf(written).id));
      const confirmed = rounds.get(primary) ?? groupCommit(round);
      rounds.set(primary, confirmed);
      if (!(await confirmed(written))) throw unconfirmed();
    },
  };
}

/** Which primary has the keys of a shard; one name for all where there is but one. */
function primaryFinder(client: RedisClient): (shard: number) => Promise<string> {
  if (!(client instanceof Cluster)) return async () => 'the primary';
  const slots = new Map<number, number>();
  return async (shard) => {
    const slot = slots.get(shard) ?? Number(await client.cluster('KEYSLOT', shardKeys.barrier(shard)));
    slots.set(shard, slot);
    return client.slots[slot]?.[0] ?? 'unknown';
  };
}

function isReached(reply: unknown, { fsync, replicas }: Barrier): boolean {
  if (!fsync) return Number(reply) >= replicas;
  const [local, remote] = reply as [number, number];
  return Number(local) >= 1 && Number(remote) >= replicas;
}

/** The field of a hash that is there only if the write is. */
function proofOf(written: Written): { id: string; key: string; field: string } {
  if ('endpoint' in written) {
    return { id: written.endpoint, key: recordKeys.endpoint(written.endpoint), field: 'doc' };
  }
  if ('cluster' in written) return { id: written.cluster, key: recordKeys.cluster(written.cluster), field: 'doc' };
  const { job, signal } = written;
  return { id: job, key: recordKeys.job(job), field: signal ? `signal:${signal}` : 'record' };
}

function unconfirmed(): ProblemError {
  const detail =
    'Redis did not confirm in time that this is as safe as promised. It may have been accepted all the same.';
  return new ProblemError(problem('dependency-unavailable', detail, { remedy }), { retryAfterMs: 1_000 });
}

const remedy = 'Send it again with the same Idempotency-Key: a job that was accepted is answered, not doubled.';
