import { ProblemError } from '../../src/model/problem.ts';

/** The problem that a call throws; anything else, or nothing, is a failure of the test. */
export async function problemOf(call: Promise<unknown>): Promise<ProblemError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ProblemError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
