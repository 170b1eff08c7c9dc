import { isObject } from '../../../model/json.ts';
import type { FieldError, ProblemError } from '../../../model/problem.ts';
import { problemCatalogue } from '../../../model/problem-catalogue.ts';
import type { Fault } from './explain.ts';
import { refusal } from './validation.ts';

type CheckOrder = (body: unknown) => FieldError[];

/**
 * Everything that is wrong with an order, in one answer: what breaks the schema, and what breaks a rule in the rest.
 * @returns `undefined` if nothing is
 */
export function refuseOrder(body: unknown, faults: Fault[], checkOrder: CheckOrder): ProblemError | undefined {
  const readable = faults.filter(isUnreadable).reduce(without, structuredClone(body));
  const broken = isObject(readable) ? checkOrder(readable) : [];
  // A rule knows more of a field than the schema does, so its sentence is the one to show.
  const explained = new Set(broken.map((error) => error.pointer));
  const rest = faults.filter((fault) => !explained.has(fault.pointer));
  const all = [...rest, ...broken];
  if (all.length === 0) return undefined;
  return refusal(rest.some((fault) => fault.kind === 'shape') ? 'invalid-request' : commonCode(all), all);
}

/** Whether the rules could trip over the field. One that is not known or has a wrong value they may even explain. */
function isUnreadable(fault: Fault): boolean {
  return fault.kind === 'shape' && !['not-allowed', 'required', 'unknown-field'].includes(fault.code);
}

/** If all faults are of one catalogued kind, the problem is of that kind. */
function commonCode(errors: FieldError[]): keyof typeof problemCatalogue {
  const codes = new Set(errors.map((error) => error.code));
  const [only] = codes;
  const catalogued = codes.size === 1 && only !== undefined && only in problemCatalogue;
  return catalogued ? (only as keyof typeof problemCatalogue) : 'validation-failed';
}

/** The body without what a pointer names; a list with a faulty item goes whole, so that later places do not shift. */
function without(body: unknown, fault: Fault): unknown {
  const path = (fault.pointer ?? '').split('/').slice(1).map(unescapePointer);
  if (path.length === 0) return undefined;
  const inArray = path.findLastIndex((_, depth) => Array.isArray(at(body, path.slice(0, depth))));
  const cut = inArray === path.length - 1 ? path.slice(0, -1) : path;
  const parent = at(body, cut.slice(0, -1));
  const name = cut.at(-1);
  if (typeof parent === 'object' && parent !== null && name !== undefined) Reflect.deleteProperty(parent, name);
  return body;
}

function at(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined),
    value,
  );
}

function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}
