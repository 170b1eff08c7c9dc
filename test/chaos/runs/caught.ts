import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import type { RuleName } from '../auditor/audit.ts';
import { runDirected } from '../directed.ts';
import type { DirectionName } from '../directions.ts';
import { report } from '../report.ts';

/** Which bug breaks which rule, and by which direction. */
interface Plant {
  rule: RuleName;
  by: DirectionName;
  /** What the bug leaves stuck stays so: how long is waited for it. */
  drainSeconds?: number;
}

/** Declares the tests that each of these bugs breaks its rule, every time. */
export function testCaught(plants: Record<string, Plant>): void {
  for (const [plant, { rule, by, ...patience }] of Object.entries(plants)) {
    test(`${plant} is caught by the rule ${rule}: ${by}`, async () => {
      const result = await runDirected([by], { plant, ...patience });
      rmSync(result.folder, { recursive: true, force: true });
      assert.ok(
        result.broken.some((broken) => broken.rule === rule),
        report(result),
      );
    });
  }
}
