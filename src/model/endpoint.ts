import { type Static, Type } from 'typebox';

/** A subscriber's URL, as everybody with the scope may see it: never the secret. */
export const EndpointSchema = Type.Object({
  id: Type.String(),
  url: Type.String(),
  events: Type.Array(Type.String(), { description: 'Event types, a prefix with a star (`job.*`), or `*`' }),
  description: Type.Optional(Type.String()),
  status: Type.Enum(['enabled', 'disabled']),
  disabledReason: Type.Optional(Type.String()),
  secretHint: Type.String({ description: 'The last four characters of the secret' }),
  declared: Type.Optional(
    Type.Boolean({ description: 'Whoever runs Slipway has declared it: only its `status` can be changed here' }),
  ),
  createdAt: Type.String(),
  updatedAt: Type.String(),
});
export type Endpoint = Static<typeof EndpointSchema>;

/** An endpoint with what only the sender sees. */
export interface EndpointRecord {
  schema: 1;
  tenant: string;
  endpoint: Endpoint;
  /** `whsec_` and base64, Standard Webhooks 1.0. */
  secret: string;
}

const secretPrefix = 'whsec_';

/** A secret as Standard Webhooks 1.0 writes it. */
export function formatSecret(bytes: Uint8Array): string {
  return secretPrefix + Buffer.from(bytes).toString('base64');
}

/** The bytes behind a secret: the key is these, never the text. */
export function secretKeyOf(secret: string): Buffer {
  return Buffer.from(secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret, 'base64');
}
