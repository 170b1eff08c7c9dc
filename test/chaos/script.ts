import type { FaultName } from '../../sandbox/faults/catalogue.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { ChaosOptions } from './options.ts';
import { type Tenant, tenants } from './tenants.ts';

/** Milliseconds since the start. */
type Moment = number;

/** What a caller does with one order, decided before the run. */
export interface OrderPlan {
  at: Moment;
  name: string;
  tenant: Tenant;
  /** Which API is asked first. */
  api: number;
  plugin: 'cilium' | 'external';
  onFailure: 'keep' | 'delete';
  /** A fault of the sandbox, switched on by the cluster's tag. */
  fault?: FaultName;
  /** The same POST with the same key once more, so long after its 202, at the other API. */
  againAfter?: number;
  /** Another POST of the same name with a key of its own, so long after the 202. */
  rivalAfter?: number;
  /** What the caller wants next, so long after the 202 or after the end. */
  next?: { verb: 'cancel' | 'delete' | 'retry'; after: 'accepted' | 'ended'; ms: number };
}

/** What is broken, and for how long. */
export type Deed =
  | { what: 'kill'; whom: string; forMs: number }
  | { what: 'freeze'; whom: string; forMs: number }
  | { what: 'restart'; whom: string; forMs: number }
  | { what: 'roll' }
  | { what: 'faults'; faults: { name: string; params: object }[]; forMs: number }
  | { what: 'forget'; queue: 'provision' | 'deliver' };
export type Act = { at: Moment } & Deed;

export interface Script {
  seed: number;
  endsAt: Moment;
  orders: OrderPlan[];
  acts: Act[];
  /** How events are met at their first arrival, in that order, over and over. */
  moods: ('answer' | 'refuse' | 'cut')[];
}

export const workers = ['worker-1', 'worker-2', 'worker-3'];
export const apis = ['api-1', 'api-2'];
/** Whichever worker is the next to start helm: it is certain to have a job in hand. */
export const helmsWorker = 'the worker that starts helm next';

/** Faults of one order, by its tag, and how it must end when nobody interferes. */
export const orderFaults: Partial<Record<FaultName, 'Succeeded' | 'Failed' | 'either'>> = {
  'lost-response': 'Succeeded',
  'no-async-header': 'Succeeded',
  'poll-404': 'Succeeded',
  throttled: 'Succeeded',
  'throttled-without-retry-after': 'Succeeded',
  busy: 'Succeeded',
  'service-unavailable': 'Succeeded',
  'throttled-for-nothing': 'Succeeded',
  'throttled-backwards': 'Succeeded',
  'compute-throttled': 'Succeeded',
  'internal-error': 'Succeeded',
  'token-refused': 'Succeeded',
  'claims-challenged': 'Succeeded',
  'reads-lag': 'Succeeded',
  'poll-500': 'Succeeded',
  'empty-body': 'Succeeded',
  'strange-status': 'Succeeded',
  'operation-stuck': 'Succeeded',
  'credentials-late': 'Succeeded',
  'credentials-empty': 'Succeeded',
  'api-server-throttled': 'Succeeded',
  'etcd-leader-changed': 'Succeeded',
  'api-server-cut': 'Succeeded',
  'webhook-unreachable': 'Succeeded',
  slow: 'Succeeded',
  'create-fails': 'Failed',
  quota: 'Failed',
  'plugin-replaced': 'Failed',
  'policy-denies': 'Failed',
  'no-capacity': 'Failed',
  'subnet-full': 'Failed',
  'failed-but-exists': 'either',
  'succeeded-but-failed': 'either',
};

/** Faults of the whole cloud, for seconds. */
const storms: { name: FaultName; params: object }[] = [
  { name: 'service-unavailable', params: { on: ['get', 'put', 'delete', 'poll'] } },
  { name: 'throttled', params: { on: ['get', 'put', 'delete'], retryAfter: 2 } },
  { name: 'throttled-without-retry-after', params: { on: ['put'] } },
  { name: 'busy', params: { on: ['put', 'delete'] } },
  { name: 'poll-404', params: { on: ['poll'] } },
  { name: 'api-server-down', params: {} },
  { name: 'internal-error', params: { on: ['get', 'put', 'delete', 'poll'] } },
  { name: 'gateway-page', params: { on: ['get', 'put', 'delete', 'group-get'] } },
  { name: 'connection-reset', params: { on: ['get', 'put', 'delete'] } },
  { name: 'etcd-leader-changed', params: {} },
  { name: 'charts-unavailable', params: {} },
];

/** Everything that will happen, from the seed alone. */
export function writeScript(options: ChaosOptions): Script {
  const endsAt = Math.round(options.minutes * 60_000);
  return {
    seed: options.seed,
    endsAt,
    orders: writeOrders(options, endsAt),
    acts: writeActs(options, endsAt).toSorted((one, other) => one.at - other.at),
    moods: writeMoods(chanceOf(options.seed, 'moods')),
  };
}

function writeOrders({ seed, orders, cilium }: ChaosOptions, endsAt: number): OrderPlan[] {
  const chance = chanceOf(seed, 'orders');
  const nextFault = chance.deal(Object.keys(orderFaults) as FaultName[]);
  const seconds = (from: number, to: number) => chance.between(from * 1_000, to * 1_000);
  let faults = 0;
  return chance.moments(orders, 0, endsAt * 0.85).map((at, number) => {
    const fault = chance.happens(0.35) ? (faults++ === 0 ? 'lost-response' : nextFault()) : undefined;
    const next = chance.happens(0.35) ? writeNext(chance) : undefined;
    return {
      at,
      name: `order-${number}`,
      tenant: chance.pick(tenants),
      api: chance.between(0, apis.length - 1),
      plugin: chance.happens(cilium) ? 'cilium' : 'external',
      onFailure: chance.happens(0.3) ? 'delete' : 'keep',
      ...(fault ? { fault } : {}),
      ...(chance.happens(0.2) ? { againAfter: seconds(0, 5) } : {}),
      ...(chance.happens(0.1) ? { rivalAfter: seconds(0, 3) } : {}),
      // The first of each fault is left to show what comes of it.
      ...(next && (!fault || next.after === 'ended' || faults > Object.keys(orderFaults).length) ? { next } : {}),
    };
  });
}

function writeNext(chance: Chance): NonNullable<OrderPlan['next']> {
  const verb = chance.pick(['cancel', 'delete', 'delete', 'retry'] as const);
  // A retry is of a job that failed or was canceled; of any other it is refused.
  const after = verb === 'retry' || (verb === 'delete' && chance.happens(0.5)) ? 'ended' : 'accepted';
  // A create takes some five seconds: this falls before, into and after Azure's part of it.
  return { verb, after, ms: chance.between(0, 6_000) };
}

/** Each kind at least once, however short the run; as often as fits otherwise. */
function writeActs({ seed, leaseSeconds }: ChaosOptions, endsAt: number): Act[] {
  const chance = chanceOf(seed, 'acts');
  // The last ones leave time to see what comes of them.
  const often = (everySeconds: number, make: () => Deed, last = 0.9): Act[] =>
    chance
      .moments(Math.max(1, Math.round(endsAt / 1_000 / everySeconds)), endsAt * 0.05, endsAt * last)
      .map((at) => ({ at, ...make() }));
  const aWhile = () => chance.between(300, 3_000);
  const pastTheLease = () => chance.between(leaseSeconds * 1_800, leaseSeconds * 2_500);
  return [
    ...often(11, () => ({ what: 'kill', whom: chance.pick(workers), forMs: aWhile() })),
    ...often(45, () => ({ what: 'kill', whom: helmsWorker, forMs: aWhile() }), 0.6),
    ...often(30, () => ({ what: 'kill', whom: chance.pick(apis), forMs: aWhile() })),
    ...often(70, () => ({ what: 'kill', whom: 'redis', forMs: aWhile() })),
    ...often(60, () => ({ what: 'freeze', whom: chance.pick(workers), forMs: pastTheLease() })),
    ...often(100, () => ({ what: 'freeze', whom: helmsWorker, forMs: pastTheLease() }), 0.6),
    ...often(70, () => ({ what: 'freeze', whom: 'redis', forMs: chance.between(1_000, 5_000) })),
    ...often(40, () => ({ what: 'freeze', whom: chance.pick(apis), forMs: chance.between(2_000, 6_000) })),
    ...often(30, () => ({ what: 'restart', whom: chance.pick(workers), forMs: aWhile() })),
    ...often(60, () => ({ what: 'restart', whom: chance.pick(apis), forMs: aWhile() })),
    ...often(120, () => ({ what: 'roll' }), 0.6),
    ...often(120, () => ({ what: 'restart', whom: 'sandbox', forMs: aWhile() })),
    ...often(25, () => ({ what: 'faults', faults: [chance.pick(storms)], forMs: chance.between(1_000, 5_000) })),
    ...often(12, () => ({ what: 'forget', queue: 'provision' })),
    ...often(30, () => ({ what: 'forget', queue: 'deliver' })),
  ];
}

function writeMoods(chance: Chance): Script['moods'] {
  return Array.from({ length: 200 }, () => (chance.happens(0.04) ? 'refuse' : chance.happens(0.02) ? 'cut' : 'answer'));
}
