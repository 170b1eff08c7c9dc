import type { Finding } from '../../model/finding.ts';
import { ProblemError } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-catalogue.ts';
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

/** What is waited for however long it takes, and what would keep every other step from Azure, too. */
const general: ProblemCode[] = ['azure-throttled', 'azure-busy', 'azure-unauthenticated'];
const noSubscription = /^(?:SubscriptionNotFound|InvalidSubscriptionId)$/i;

/**
 * What to say of a check whose look Azure has refused: that we lack a right to look, or that Azure does not answer such a
 * question, is no reason to refuse the order.
 * @param patient whether what may pass is to be tried again
 * @returns nothing for what is tried again, and for what no step would get past
 */
export function whyUnknown(error: unknown, patient: boolean): Verdict | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const { code, detail, remedy, azure, retryable } = error.problem;
  if (!code.startsWith('azure-') || general.some((one) => one === code)) return undefined;
  if ((patient && retryable === 'now') || noSubscription.test(azure?.code ?? '')) return undefined;
  if (!isForbidden(error)) return unknown(`Azure does not tell: ${detail}`, remedy, azure?.code);
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
