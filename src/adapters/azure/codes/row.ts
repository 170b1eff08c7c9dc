import type { ProblemCode } from '../../../model/problem-catalogue.ts';
import type { AzureFault } from '../error-body.ts';

/**
 * What may be done about a code. R: retry with back-off. P: retry while a grant spreads, then give up. U: the
 * environment must be mended, then the same request may do. T: the request must change.
 */
export type RetryClass = 'R' | 'P' | 'U' | 'T';

/** What mends it, where the problem's own remedy is not precise enough: a text, or one made of what Azure wrote. */
export type Remedy = string | ((said: AzureFault) => string | undefined);

/** One code of Azure's: what may be done, which problem it is, and what mends it. */
export type Row = readonly [code: string, retry: RetryClass, problem: ProblemCode, remedy?: Remedy];
