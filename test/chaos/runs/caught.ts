import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import type { RuleName } from '../auditor/audit.ts';
import { report } from '../report.ts';
import { runChaos } from '../run.ts';
import { shortRun } from './short.ts';

/** What a planted bug leaves stuck stays so: no use in waiting for it long. */
const drainSeconds = 20;

/** Declares the test that a planted bug breaks this rule in a short run. */
export function testCaught(plant: string, rule: RuleName, seed = shortRun.seed): void {
  test(`${plant} is caught by the rule ${rule}`, async () => {
    const result = await runChaos({ ...shortRun, seed, drainSeconds, plant });
    rmSync(result.folder, { recursive: true, force: true });
    assert.ok(
      result.broken.some((broken) => broken.rule === rule),
      report(result),
    );
  });
}
