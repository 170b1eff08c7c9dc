import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';

// Every fault is named, not the first few.
Settings.Set({ maxErrors: 1_000 });

/** Takes a body that has the form, or throws a SyntaxError with everything that is wrong with it. */
export function checked<Schema extends TSchema>(schema: Schema): (body: unknown) => Static<Schema> {
  const form = Compile(schema);
  return (body) => {
    if (form.Check(body)) return body;
    throw new SyntaxError(form.Errors(body).flatMap(worded).join('; '));
  };
}

type Fault = ReturnType<ReturnType<typeof Compile>['Errors']>[number];

function worded({ keyword, instancePath, message, params }: Fault): string[] {
  const place = instancePath.slice(1).replaceAll('/', '.') || 'the body';
  // A member too many is told of itself as well, and what may be one of several things of each of them.
  if (keyword === 'additionalProperties' || keyword === 'anyOf') return [];
  if (keyword === 'boolean') return [`${place} is no member that is known here`];
  if (keyword === 'enum') return [`${place} must be one of ${JSON.stringify(params.allowedValues)}`];
  return [`${place} ${message}`];
}
