import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chaosOptions } from '../chaos/options.ts';
import { report } from '../chaos/report.ts';
import { runChaos } from '../chaos/run.ts';

describe('chaos', () => {
  for (const options of [
    chaosOptions({ seed: 1 }),
    ...[2, 3, 4].map((seed) => chaosOptions({ seed, orders: 60, minutes: 1 })),
  ]) {
    const { seed, orders, minutes } = options;
    test(`seed ${seed}: ${orders} orders in ${minutes} minutes, and every 202 is kept`, async () => {
      const result = await runChaos(options);
      console.log(report(result));
      assert.deepEqual(result.broken, [], `kept in ${result.folder}`);
    });
  }
});
