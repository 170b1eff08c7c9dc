import { type TProperties, Type } from 'typebox';

/** What every CNI can be told that is installed by helm from a repository known to Slipway. */
export function chartFields(defaultVersion: string, pattern: string) {
  return {
    version: Type.Optional(Type.String({ pattern, description: `Chart version. Default ${defaultVersion}.` })),
    digest,
    values: Type.Optional(helmValues("Helm values, merged over Slipway's. What cannot work is refused.")),
  } satisfies TProperties;
}

export const digest = Type.Optional(
  Type.String({
    pattern: '^sha256:[0-9a-f]{64}$',
    description: 'SHA-256 of the archive of the chart. Default: the one that Slipway pins for this version, if any.',
  }),
);

export function helmValues(description: string) {
  return Type.Record(Type.String(), Type.Unknown(), { description });
}

/** The size of the block of addresses that a node gets, as a prefix. */
export function blockSize(initial: number, minimum: number, maximum: number) {
  return Type.Optional(
    Type.Integer({ minimum, maximum, description: `Prefix of a node's block of addresses. Default ${initial}.` }),
  );
}
