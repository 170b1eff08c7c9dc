import type { Finding } from '../../model/finding.ts';
import { ProblemError } from '../../model/problem.ts';
import type { Check, CheckContext } from './check.ts';
import { nameFree } from './name-free.ts';
import { providersRegistered } from './providers-registered.ts';
import { resourceGroupUsable } from './resource-group-usable.ts';
import { subnetFit } from './subnet-fit.ts';
import { versionOffered } from './version-offered.ts';

const checks: Check[] = [providersRegistered, resourceGroupUsable, nameFree, versionOffered, subnetFit];

/**
 * Puts every check's question, so that all that is wrong is told at once. One after the other: all together, the orders
 * of a busy morning would open hundreds of connections to ARM.
 */
export async function runPreflight(context: CheckContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const check of checks) findings.push(await ask(check, context));
  return findings;
}

async function ask(check: Check, context: CheckContext): Promise<Finding> {
  try {
    return { check: check.name, ...(await check.run(context)) };
  } catch (error) {
    // A right that we lack to look is no reason to refuse the order; anything that may pass is tried again.
    if (error instanceof ProblemError && error.problem.code === 'azure-forbidden') {
      return {
        check: check.name,
        verdict: 'Unknown',
        detail: `We may not look: ${error.problem.detail}`,
        ...(error.problem.remedy ? { remedy: error.problem.remedy } : {}),
      };
    }
    throw error;
  }
}
