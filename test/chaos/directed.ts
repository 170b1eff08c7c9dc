import { freePort } from '../../scripts/tools/process.ts';
import { type ArmGate, openArmGate } from '../e2e/arm-gate.ts';
import type { Process } from '../e2e/process.ts';
import { type Stack, startStack } from '../e2e/stack.ts';
import { until } from '../e2e/until.ts';
import { type DirectionName, directions, patienceSeconds } from './directions.ts';
import type { Done } from './mayhem.ts';
import type { Result } from './report.ts';
import type { OrderPlan } from './script.ts';
import { conduct, stackOptions } from './session.ts';
import { clientOf } from './tenants.ts';

/** What a direction has at hand. All it does happens when something has happened, and not at a time. */
export interface Stage {
  stack: Stack;
  gate: ArmGate;
  first: Process;
  second: Process;
  place(orders: OrderPlan[]): void;
  /** Waits for the 202 of these orders. */
  accepted(orders: OrderPlan[]): Promise<void>;
  /** Waits for the end of an order's job. */
  ended(order: OrderPlan): Promise<void>;
  kill(worker: Process): Promise<void>;
  freeze(worker: Process): void;
}

const leaseSeconds = 2;
/** One webhook in seven is refused at its first arrival. */
const moods = ['answer', 'answer', 'answer', 'refuse', 'answer', 'answer', 'answer'] as const;

/** Plays directions one after the other, with one API and two workers, and audits what is left. */
export async function runDirected(
  names: DirectionName[],
  { plant, drainSeconds = patienceSeconds }: { plant?: string; drainSeconds?: number } = {},
): Promise<Result> {
  const planted = plant ? { plant } : {};
  const port = await freePort();
  const { env, ...settings } = stackOptions({ leaseSeconds, sweepSeconds: 1, ...planted }, [...moods]);
  const stack = await startStack({
    ...settings,
    workers: 2,
    env: { ...env, SLIPWAY_ARM_ENDPOINT: `https://localhost:${port}`, SLIPWAY_LATE_ACT_SECONDS: '2' },
  });
  const gate = await openArmGate(port, stack.sandboxUrl, stack.folder);
  const title = `${names.join(', ')}${plant ? `, planted: ${plant}` : ''}`;
  return conduct(
    { title, leaseSeconds, drainSeconds, ...planted },
    stack,
    () => {},
    async (place, ledger) => {
      const done: Done[] = [];
      const nameOf = (worker: Process) => `worker-${stack.workers.indexOf(worker) + 1}`;
      const note = (what: Done['what'], worker: Process) => done.push({ at: Date.now(), what, whom: nameOf(worker) });
      const [first, second] = stack.workers;
      if (!first || !second) throw new Error('no workers');
      const stage: Stage = {
        stack,
        gate,
        first,
        second,
        place,
        async accepted(orders) {
          const promised = () => orders.filter(({ name }) => ledger.promised.some(({ key }) => key === name)).length;
          await until('the 202s', promised, (count) => count === orders.length, patienceSeconds);
        },
        async ended(order) {
          await stage.accepted([order]);
          const { jobId = '' } = ledger.promised.find(({ key }) => key === order.name) ?? {};
          await clientOf(stack, order.tenant).ended(jobId, patienceSeconds);
        },
        async kill(worker) {
          note('kill', worker);
          await worker.kill9();
        },
        freeze(worker) {
          note('freeze', worker);
          worker.signal('SIGSTOP');
        },
      };
      for (const name of names) await directions[name](stage);
      const all = [stack.redis, stack.sandbox, stack.api, first, second];
      return { done, crashed: () => all.flatMap((each, index) => (each.runs ? [] : [`process ${index}`])) };
    },
  ).finally(() => gate.close());
}
