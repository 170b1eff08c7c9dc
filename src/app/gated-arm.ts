import { ProblemError, problem } from '../model/problem.ts';
import type { Arm, ArmScope, Gate } from '../ports.ts';

type ArmCall = (scope: ArmScope, ...rest: unknown[]) => Promise<unknown>;

/**
 * Resource Manager behind the gate: a 429 to one call closes it for every process on that account and subscription, and
 * while it is closed no call leaves. Steps reserve their place before they run; this holds for what else asks Azure too,
 * credentials above all.
 */
export function gated(arm: Arm, gate: Gate): Arm {
  const guard =
    (call: ArmCall): ArmCall =>
    async (scope, ...rest) => {
      const retryAfterMs = await gate.closedMs(scope);
      if (retryAfterMs > 0) {
        throw new ProblemError(problem('azure-throttled', 'Azure has asked for fewer requests.'), { retryAfterMs });
      }
      try {
        return await call(scope, ...rest);
      } catch (error) {
        if (error instanceof ProblemError && error.problem.code === 'azure-throttled') {
          await gate.close(scope, error.retryAfterMs ?? 0);
        }
        throw error;
      }
    };
  // Every method takes the scope first, so that one added to the port stands behind the gate as well.
  const calls = Object.entries<ArmCall>(arm as unknown as Record<string, ArmCall>);
  return Object.fromEntries(calls.map(([name, call]) => [name, guard(call)])) as unknown as Arm;
}
