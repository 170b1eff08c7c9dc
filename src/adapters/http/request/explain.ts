import type { ErrorObject } from 'ajv';
import { escapePointer } from '../../../model/pointer.ts';
import type { FieldError } from '../../../model/problem.ts';

/** A fault in the shape of a request, or only in the text of a field, which is a broken rule. */
export type Fault = FieldError & { kind: 'shape' | 'text' };

type Sentence = { code: string; what: string; kind?: Fault['kind']; member?: string };

/** One of Ajv's errors in plain English, pointing at the field itself. Values are never repeated: they may be secret. */
export function explain(error: ErrorObject): Fault {
  const { code, what, kind = 'shape', member } = sentence(error);
  const pointer = (error.instancePath + (member === undefined ? '' : `/${escapePointer(member)}`)).slice(0, 200);
  return { pointer, code, detail: `${pointer || 'The body'} ${what}.`, kind };
}

function sentence(error: ErrorObject): Sentence {
  const params = error.params as Record<string, unknown>;
  const limit = String(params['limit']);
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(String(params['additionalProperty']), error);
    case 'required':
      return { code: 'required', what: 'is required', member: String(params['missingProperty']) };
    case 'type':
      return { code: 'wrong-type', what: `must be ${typeNames(params['type'])}, not ${typeOf(error.data)}` };
    case 'enum':
      return { code: 'not-allowed', what: `must be one of ${list(params['allowedValues'])}` };
    case 'const':
      return { code: 'not-allowed', what: `must be ${JSON.stringify(params['allowedValue'])}` };
    case 'minimum':
      return { code: 'out-of-range', what: `must be at least ${limit}` };
    case 'maximum':
      return { code: 'out-of-range', what: `must be at most ${limit}` };
    case 'minLength':
      return { code: 'wrong-length', what: `must have at least ${count(limit, 'character')}` };
    case 'maxLength':
      return { code: 'wrong-length', what: `must have at most ${count(limit, 'character')}` };
    case 'minItems':
      return { code: 'wrong-length', what: `must have at least ${count(limit, 'item')}` };
    case 'maxItems':
      return { code: 'wrong-length', what: `must have at most ${count(limit, 'item')}` };
    case 'minProperties':
      return { code: 'wrong-length', what: `must have at least ${count(limit, 'member')}` };
    case 'maxProperties':
      return { code: 'wrong-length', what: `must have at most ${count(limit, 'member')}`, kind: 'text' };
    case 'pattern':
      return { code: 'wrong-format', what: `does not match ${params['pattern']}${hint(error)}`, kind: 'text' };
    case 'format':
      return { code: 'wrong-format', what: `is not a valid ${params['format']}`, kind: 'text' };
    default:
      return { code: 'not-allowed', what: error.message ?? 'is not valid' };
  }
}

function unknownField(member: string, error: ErrorObject): Sentence {
  const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
  const patterns = Object.keys((error.parentSchema?.['patternProperties'] as object | undefined) ?? {});
  if (known.length === 0 && patterns.length > 0) {
    return { code: 'wrong-format', what: `has a name that does not match ${patterns[0]}`, kind: 'text', member };
  }
  const choices = known.length > 0 ? `; known are ${known.join(', ')}` : '';
  return { code: 'unknown-field', what: `is not a known field${choices}`, member };
}

function hint(error: ErrorObject): string {
  const description: unknown = error.parentSchema?.['description'];
  return typeof description === 'string' ? ` (${description.replace(/\.$/, '')})` : '';
}

function typeNames(types: unknown): string {
  return [types]
    .flat()
    .map((type) => withArticle(String(type)))
    .join(' or ');
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number' && !Number.isInteger(value)) return 'a fraction';
  return withArticle(Array.isArray(value) ? 'array' : typeof value);
}

function withArticle(noun: string): string {
  return noun === 'null' ? noun : `${/^[aeio]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function list(values: unknown): string {
  return [values]
    .flat()
    .map((value) => JSON.stringify(value))
    .join(', ');
}

function count(limit: string, what: string): string {
  return `${limit} ${what}${limit === '1' ? '' : 's'}`;
}
