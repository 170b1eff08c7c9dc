import { setTimeout as pause } from 'node:timers/promises';
import { startStack } from '../e2e/stack.ts';
import { createMayhem } from './mayhem.ts';
import type { ChaosOptions } from './options.ts';
import type { Result } from './report.ts';
import { apis, workers, writeScript } from './script.ts';
import { conduct, type Say, stackOptions } from './session.ts';

/** One run by the script of a seed. */
export async function runChaos(options: ChaosOptions, say: Say = () => {}): Promise<Result> {
  const { seed, plant } = options;
  const { orders, acts, endsAt, moods } = writeScript(options);
  const stack = await startStack({
    ...stackOptions(options, moods),
    apis: apis.length,
    workers: workers.length,
  });
  const title = `seed ${seed}${plant ? `, planted: ${plant}` : ''}`;
  return conduct({ ...options, title }, stack, say, async (place) => {
    const mayhem = createMayhem(stack, say);
    place(orders);
    await Promise.all([mayhem.run(acts), pause(endsAt)]);
    return mayhem;
  });
}
