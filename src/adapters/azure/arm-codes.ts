import type { ProblemCode } from '../../model/problem-catalogue.ts';
import { egressRows } from './codes/egress.ts';
import { networkRows } from './codes/network.ts';
import { passingRows } from './codes/passing.ts';
import { requestRows } from './codes/request.ts';
import { rightsRows } from './codes/rights.ts';
import { roomRows } from './codes/room.ts';
import type { Remedy, RetryClass } from './codes/row.ts';

export interface CodeRow {
  code: string;
  class: RetryClass;
  problem: ProblemCode;
  remedy?: Remedy;
  /** Used for many things: what its text says goes first. */
  vague: boolean;
}

const vague = [
  'InvalidParameter',
  'PreconditionFailed',
  'OperationNotAllowed',
  'VMExtensionProvisioningError',
  'InternalOperationError',
  'InternalServerError',
];

const rows = [...roomRows, ...networkRows, ...egressRows, ...requestRows, ...rightsRows, ...passingRows];

/** Every code of Azure's that is known: a new one is one more row. */
export const codeRows: readonly CodeRow[] = rows.map(([code, retry, problem, remedy]) => ({
  code,
  class: retry,
  problem,
  ...(remedy ? { remedy } : {}),
  vague: vague.includes(code),
}));

const table = new Map(codeRows.map((row) => [row.code.toLowerCase(), row]));

/**
 * The row of a code, or of the last known part of a compound one. What a VM extension failed at comes both as
 * `VMExtensionError_OutboundConnFail` and as `OutboundConnFailVMExtensionError` (its page in the AKS documentation).
 */
export function rowOf(code: string): CodeRow | undefined {
  const whole = table.get(code.toLowerCase());
  if (whole) return whole;
  for (const part of code.replace('VMExtensionError', '_').split('_').toReversed()) {
    const row = table.get(part.toLowerCase());
    if (row) return row;
  }
  return undefined;
}
