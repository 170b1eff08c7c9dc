import { type AzureError, type Problem, ProblemError, problem } from '../../model/problem.ts';
import { type ProblemCode, problemCatalogue } from '../../model/problem-catalogue.ts';
import type { AzureFailure } from '../../ports.ts';
import { type CodeRow, rowOf } from './arm-codes.ts';
import type { Remedy } from './codes/row.ts';
import { textRules } from './codes/texts.ts';
import { type AzureFault, faultsIn, presentable } from './error-body.ts';
import type { Exchange } from './exchange.ts';

interface Verdict {
  problem: ProblemCode;
  /** What decided; the outermost fault if nothing did. */
  fault: AzureFault | undefined;
  remedy?: string | undefined;
}

/**
 * The problem of an answer that is an error, with what Microsoft's support asks for.
 * @param throttledMs how long to wait after a 429 that does not say: it still has to slow everybody down
 */
export function answerProblem(what: string, exchange: Exchange, throttledMs: number): ProblemError {
  const { status, ids } = exchange;
  const verdict = judge(exchange.body, status);
  const azure = { ...azureError(verdict.fault, `HTTP ${status}`), status, ...ids };
  const retryAfterMs =
    exchange.retryAfterMs ??
    waitInText(azure.message) ??
    (verdict.problem === 'azure-throttled' ? throttledMs : undefined);
  const detail = `${what}: Azure answered ${status} ${azure.code}${azure.message ? `: ${azure.message}` : ''}`;
  return new ProblemError(problem(verdict.problem, detail, { azure, remedy: verdict.remedy }), { retryAfterMs });
}

/**
 * What an operation or a cluster that has ended badly tells. Trying again by itself would only read the same end, so
 * that what is retryable as an answer to a request is not so here.
 */
export function failureOf(what: string, body: unknown, exchange?: Exchange): AzureFailure {
  const verdict = judge(body, undefined);
  const azure = { ...azureError(verdict.fault, 'Unknown'), ...exchange?.ids };
  const detail = `${what}: Azure reports ${azure.code}${azure.message ? `: ${azure.message}` : ''}`;
  const code = whenEnded(verdict.problem, azure);
  const outlook = verdict.problem === 'azure-propagating' ? 'propagating' : outlookOf(body, code);
  return { problem: problem(code, detail, { azure, remedy: verdict.remedy }), outlook };
}

/** What it is if it does not pass: a right or an identity that nobody has given. */
export function lastingProblem({ detail, azure, remedy }: Problem): Problem {
  return problem(whenEnded('azure-propagating', azure), detail, { azure, remedy });
}

/** The innermost cause that is known in what Azure wrote; without a code or a text where there is none. */
export function causeOf(body: unknown): AzureError {
  return azureError(judge(body, undefined).fault, '');
}

/** What AKS says of it itself goes first: its own `Retriable` knows more than the code does. */
function outlookOf(body: unknown, code: ProblemCode): AzureFailure['outlook'] {
  const text = faultsIn(body)
    .map(({ message }) => message)
    .join('\n');
  if (/will continuously retry|Retriable:\s*true/i.test(text)) return 'retrying';
  if (/Retriable:\s*false/i.test(text) || code !== 'azure-operation-failed') return 'final';
  return 'unclear';
}

/** Whether an operation ended because a newer one took its place: then the resource tells how things stand. */
export function isPreempted(body: unknown): boolean {
  return faultsIn(body).some(({ code }) =>
    /^(?:AKSOperationPreempted|OperationPreempted|OriginalEtagNotExpect)/i.test(code),
  );
}

function whenEnded(code: ProblemCode, azure: AzureError | undefined): ProblemCode {
  if (code === 'azure-capacity-short') return 'azure-capacity';
  if (code === 'azure-propagating') return /principal/i.test(azure?.code ?? '') ? 'azure-not-found' : 'azure-forbidden';
  return problemCatalogue[code].retryable === 'now' ? 'azure-operation-failed' : code;
}

/**
 * Inner codes first, because outer ones (`CreateVMSSAgentPoolFailed`) are often wrappers; then what the text says;
 * then the vague codes; then the status.
 */
function judge(body: unknown, status: number | undefined): Verdict {
  const faults = withMessages(faultsIn(body));
  const inwards = faults.toReversed().map((fault) => ({ fault, row: rowOf(fault.code) }));
  const known = (match: (row: CodeRow) => boolean) => inwards.find(({ row }) => row && match(row));

  const clear = known((row) => !row.vague);
  // Network answers 429 both for too many requests and for another operation on the same resource.
  if (status === 429 && clear?.row?.problem !== 'azure-busy') {
    return verdictOf({ problem: 'azure-throttled' }, clear?.fault ?? faults[0]);
  }
  if (clear?.row) return verdictOf(clear.row, clear.fault);

  const text = faults.map(({ message }) => message).join('\n');
  const rule = textRules.find(({ pattern }) => pattern.test(text));
  if (rule) {
    const said = inwards.find(({ fault }) => rule.pattern.test(fault.message))?.fault;
    return verdictOf(rule, said ?? faults[0]);
  }

  const vague = known(() => true);
  if (vague?.row) return verdictOf(vague.row, vague.fault);
  if (/Retriable:\s*true/i.test(text)) return verdictOf({ problem: 'azure-unavailable' }, faults[0]);
  return verdictOf({ problem: byStatus(status) }, faults[0]);
}

function verdictOf(
  { problem: code, remedy }: { problem: ProblemCode; remedy?: Remedy },
  fault: AzureFault | undefined,
): Verdict {
  const told = typeof remedy === 'function' ? fault && remedy(fault) : remedy;
  return { problem: code, fault, remedy: told && presentable(told) };
}

/** Some inner faults are a bare code: the outer message is then what there is to read. */
function withMessages(faults: AzureFault[]): AzureFault[] {
  const outer = faults.find(({ message }) => message)?.message ?? '';
  return faults.map((fault) => ({ ...fault, message: fault.message || outer }));
}

function byStatus(status: number | undefined): ProblemCode {
  if (status === undefined) return 'azure-operation-failed';
  if (status === 401) return 'azure-unauthenticated';
  if (status === 403) return 'azure-forbidden';
  if (status === 404) return 'azure-not-found';
  if (status === 409) return 'azure-busy';
  // A redirect is a proxy in the way: Azure sends none.
  if (status < 400 || status === 408 || status >= 500) return 'azure-unavailable';
  return 'azure-request-refused';
}

function azureError(fault: AzureFault | undefined, fallbackCode: string): AzureError {
  return {
    code: fault?.code || fallbackCode,
    ...(fault?.message ? { message: presentable(fault.message) } : {}),
  };
}

/** "please retry again in 8 seconds", "try again after '17' seconds". */
function waitInText(message: string | undefined): number | undefined {
  const seconds = /(?:again|retry) (?:in|after) '?(\d{1,5})'? second/i.exec(message ?? '')?.[1];
  return seconds ? Number(seconds) * 1_000 : undefined;
}
