import { type Static, Type } from 'typebox';

/** What a preflight check says. `Unknown`: we may not look, or could not; `Skipped`: it does not apply to this order. */
export const FindingSchema = Type.Object({
  check: Type.String(),
  verdict: Type.Enum(['Passed', 'Failed', 'Unknown', 'Skipped']),
  detail: Type.String(),
  /** What Azure said that the verdict rests on, in few words. */
  fact: Type.Optional(Type.String()),
  remedy: Type.Optional(Type.String()),
  /** The member of the order that it is about, as JSON Pointer. */
  pointer: Type.Optional(Type.String()),
});
export type Finding = Static<typeof FindingSchema>;
