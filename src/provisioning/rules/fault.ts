import type { FieldError } from '../../model/problem.ts';

/** One thing wrong with an order: where, of which kind, in a sentence. */
export function fault(pointer: string, code: string, detail: string): FieldError {
  return { pointer, code, detail };
}
