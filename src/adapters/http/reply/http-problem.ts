import { ProblemError, type ProblemExtras, problem } from '../../../model/problem.ts';
import type { ProblemCode } from '../../../model/problem-catalogue.ts';

/** A problem that the HTTP rim itself found, with the headers its answer needs. */
export class HttpProblem extends ProblemError {
  readonly headers: Record<string, string>;

  constructor(
    code: ProblemCode,
    detail: string,
    options: ProblemExtras & { headers?: Record<string, string>; members?: Record<string, unknown> } = {},
  ) {
    const { headers, members, ...extras } = options;
    super(problem(code, detail, extras), members ? { members } : {});
    this.headers = headers ?? {};
  }
}
