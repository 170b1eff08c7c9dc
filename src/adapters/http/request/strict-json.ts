import { escapePointer } from '../../../model/pointer.ts';
import { type FieldError, ProblemError, problem } from '../../../model/problem.ts';

/** Deepest nesting of a body: more is an attack on whoever walks it. */
export const maxDepth = 32;

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;
const forbiddenNames = new Set(['__proto__', 'constructor']);
// Tab and line feed stay: values of a chart may be whole scripts.
const controls = /[\p{Cc}--[\t\n]]/v;
const bidiControls = /\p{Bidi_Control}/v;

const malformed = (detail: string) => new ProblemError(problem('malformed-json', detail));

/**
 * Reads JSON as RFC 8259 wants it exchanged: UTF-8, every member once, no way to a prototype, text that is text.
 * @throws ProblemError `malformed-json`, `invalid-request`, or `validation-failed` for text that hides its direction
 */
export function parseStrictJson(bytes: Buffer): unknown {
  const text = decode(bytes);
  const value = parse(text);
  // Only after the parse: on text that is no JSON the tokens below could take quadratic time.
  checkDepth(text);
  checkMembers(text);
  return normalizeText(value, '');
}

function decode(bytes: Buffer): string {
  try {
    // The decoder also takes a byte order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw malformed('The body is not valid UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed('The body is not valid JSON.');
  }
}

function checkDepth(text: string): void {
  let depth = 0;
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth > maxDepth) {
      throw new ProblemError(problem('invalid-request', `The body is nested deeper than ${maxDepth} levels.`));
    }
  }
}

/** JSON.parse keeps the last of two members with one name; the text still has both. */
function checkMembers(text: string): void {
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') addMember(open.at(-1), JSON.parse(last) as string);
    last = token;
  }
}

function addMember(seen: Set<string> | undefined, name: string): void {
  const shown = JSON.stringify(name.slice(0, 64));
  if (forbiddenNames.has(name)) throw malformed(`The member name ${shown} is not allowed.`);
  if (seen?.has(name)) throw malformed(`The member ${shown} stands twice in one object.`);
  seen?.add(name);
}

function normalizeText(value: unknown, pointer: string): unknown {
  if (typeof value === 'string') return checkText(value, pointer);
  if (typeof value === 'number' && !Number.isFinite(value)) throw refuse('invalid-request', pointer, 'is too large');
  if (Array.isArray(value)) return value.map((item, index) => normalizeText(item, `${pointer}/${index}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const at = `${pointer}/${escapePointer(name)}`;
      return [checkText(name, at), normalizeText(item, at)];
    }),
  );
}

function checkText(text: string, pointer: string): string {
  if (!text.isWellFormed()) throw refuse('invalid-request', pointer, 'holds half of a surrogate pair');
  if (controls.test(text)) throw refuse('invalid-request', pointer, 'holds a control character');
  if (bidiControls.test(text))
    throw refuse('validation-failed', pointer, 'holds a character that hides text direction');
  return text.normalize('NFC');
}

function refuse(code: 'invalid-request' | 'validation-failed', pointer: string, what: string): ProblemError {
  const shown = pointer.toWellFormed().replace(controls, '?').replace(bidiControls, '?').slice(0, 200);
  const error: FieldError = { pointer: shown, code: 'bad-text', detail: `${shown || 'The body'} ${what}.` };
  return new ProblemError(problem(code, error.detail, { errors: [error] }));
}
