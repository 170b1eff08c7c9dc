import type { Finding } from '../../model/finding.ts';
import { ProblemError } from '../../model/problem.ts';
import { unknown, type Verdict } from './check.ts';

/** Most characters of a sentence: findings are stored with the job, and a subscription may hold thousands of anything. */
const longest = 600;

export function toFinding(check: string, { detail, fact, remedy, ...rest }: Verdict): Finding {
  return {
    check,
    ...rest,
    detail: short(detail),
    ...(fact ? { fact: short(fact) } : {}),
    ...(remedy ? { remedy: short(remedy) } : {}),
  };
}

const short = (text: string) => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);

/** Whether Azure lets us not look, or not act. */
export function isForbidden(error: unknown): error is ProblemError {
  return error instanceof ProblemError && error.problem.code === 'azure-forbidden';
}

/**
 * What to say of a check whose look Azure has refused: a right that we lack to look is no reason to refuse the order.
 * @returns nothing for what may pass, which is tried again, and for what no step would get past
 */
export function whyUnknown(error: unknown): Verdict | undefined {
  if (!isForbidden(error)) return undefined;
  const { detail, remedy, azure } = error.problem;
  const right = missingRight(azure?.message ?? '');
  if (!right) return unknown(`We may not look: ${detail}`, remedy, azure?.code);
  return unknown(
    `We may not look: our principal lacks ${right.action}.`,
    `Grant it a role with that action: az role assignment create --assignee <Slipway's principal> --role <role> --scope ${right.scope}`,
    `${azure?.code}: ${right.action} over ${right.scope}`,
  );
}

/** The action and scope that Azure names when it refuses. */
function missingRight(message: string): { action: string; scope: string } | undefined {
  const [, action, scope] = /perform action '([^']+)'.*?over scope '([^']+)'/.exec(message) ?? [];
  return action && scope ? { action, scope } : undefined;
}
