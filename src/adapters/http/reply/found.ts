import { HttpProblem } from './http-problem.ts';

/**
 * The value, or 404.
 * @throws HttpProblem `not-found`; the same for an id that does not exist and one of another tenant
 */
export function found<T>(value: T | undefined, noun: string): T {
  if (value === undefined) throw new HttpProblem('not-found', `There is no such ${noun}.`);
  return value;
}
