import { type TSchema, Type } from 'typebox';

/**
 * A named noun by its name: `$ref` in the API description, and no copy of it. What handlers answer is held against it
 * by tests, not by its type.
 */
export function ref(schema: TSchema & { $id?: string }) {
  if (!schema.$id) throw new Error('only a named schema can be referred to');
  return Type.Unsafe<unknown>({ $ref: `${schema.$id}#` });
}

/** A page of a list of a named noun. */
export function pageOf(schema: TSchema & { $id?: string }) {
  return Type.Unsafe<unknown>(
    Type.Object({
      items: Type.Array(ref(schema)),
      nextCursor: Type.Optional(Type.String({ description: 'Absent on the last page' })),
    }),
  );
}
