import { createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../request/canonical-json.ts';
import { HttpProblem } from './http-problem.ts';

/** Opaque page cursors. The MAC covers tenant and filters, so that a cursor continues only the list it came from. */
export interface Cursors {
  seal(after: string, scope: unknown): string;
  /** @throws HttpProblem `invalid-parameter` for a cursor that this list did not give out */
  open(cursor: string, scope: unknown): string;
}

export function makeCursors(secret: string): Cursors {
  const mac = (after: string, scope: unknown) =>
    createHmac('sha256', secret)
      .update(canonicalJson([after, scope]))
      .digest()
      .subarray(0, 16);
  return {
    seal: (after, scope) => Buffer.concat([mac(after, scope), Buffer.from(after)]).toString('base64url'),
    open: (cursor, scope) => {
      const bytes = Buffer.from(cursor, 'base64url');
      const after = bytes.subarray(16).toString();
      if (bytes.length < 17 || !timingSafeEqual(bytes.subarray(0, 16), mac(after, scope))) throw foreign();
      return after;
    },
  };
}

function foreign(): HttpProblem {
  const error = { parameter: 'cursor', code: 'wrong-format', detail: 'Use the cursor of the page before, unchanged.' };
  return new HttpProblem('invalid-parameter', 'The cursor does not belong to this list.', { errors: [error] });
}
