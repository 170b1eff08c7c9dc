import type { ArmScope, BudgetKind, Budgets, Clock, Gate } from '../../ports.ts';
import type { RedisClient } from './client.ts';
import { defineScript } from './script.ts';

/** A token bucket of Azure's: how fast it refills, and how much it holds. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/**
 * Reserves places in a bucket (GCRA). Every caller gets a time of its own, so that those who wait wake once each
 * instead of all together.
 * KEYS 1 theoretical arrival time, 2 gate · ARGV 1 now, 2 interval ms, 3 burst, 4 how many places
 */
const reserve = `
local now, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local places = math.min(tonumber(ARGV[4]), burst)
local gate = tonumber(redis.call('GET', KEYS[2]) or '0')
local base = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
local slot = math.max(now, gate, base - (burst - places) * interval)
if gate > now then base = math.max(base, gate) end
local next_arrival = base + places * interval
redis.call('SET', KEYS[1], next_arrival, 'PX', math.ceil(next_arrival - now + 60000))
return math.ceil(slot - now)
`;

/**
 * Nobody passes before the given time; and then there is no burst, for Azure has said that its bucket is empty.
 * KEYS 1 gate, 2… theoretical arrival times · ARGV 1 until, 2 now, 3… the width of each burst in ms
 */
const close = `
local until_, now = tonumber(ARGV[1]), tonumber(ARGV[2])
if tonumber(redis.call('GET', KEYS[1]) or '0') >= until_ then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', math.max(1, until_ - now))
for index = 2, #KEYS do
  local empty = until_ + tonumber(ARGV[index + 1])
  if tonumber(redis.call('GET', KEYS[index]) or '0') < empty then
    redis.call('SET', KEYS[index], empty, 'PX', math.ceil(empty - now + 60000))
  end
end
return 1
`;

const kinds: BudgetKind[] = ['reads', 'writes'];

/** Budgets of requests to Azure and their gate, per account and subscription, shared by every process. */
export function createBudgets(redis: RedisClient, clock: Clock, rates: Record<BudgetKind, Rate>): Budgets & Gate {
  const scripts = {
    reserve: defineScript(redis, 'slipwayReserve', reserve),
    close: defineScript(redis, 'slipwayClose', close),
  };
  const tag = ({ account, subscriptionId }: ArmScope) => `slipway:{budget:${account}:${subscriptionId}}`;
  return {
    async reserve(scope, kind, slots = 1) {
      const { perSecond, burst } = rates[kind];
      const keys = [`${tag(scope)}:${kind}`, `${tag(scope)}:gate`];
      return Number(await scripts.reserve(keys, [clock.now(), 1_000 / perSecond, burst, slots]));
    },
    async close(scope, ms) {
      const now = clock.now();
      const widths = kinds.map((kind) => ((rates[kind].burst - 1) * 1_000) / rates[kind].perSecond);
      const keys = [`${tag(scope)}:gate`, ...kinds.map((kind) => `${tag(scope)}:${kind}`)];
      await scripts.close(keys, [Math.ceil(now + ms), now, ...widths]);
    },
    async closedMs(scope) {
      return Math.max(0, Number(await redis.get(`${tag(scope)}:gate`)) - clock.now());
    },
  };
}
