import { X509Certificate } from 'node:crypto';
import { type TSchema, Type } from 'typebox';
import { normalLocation } from '../arm/clusters/body.ts';
import { QUOTA_NAMES } from '../arm/limits/limits.ts';
import { findSize } from '../arm/limits/size-catalogue.ts';
import { REGION_NAMES } from '../arm/regions.ts';
import { CALLS } from '../arm/request.ts';
import { CATALOGUE } from '../faults/catalogue.ts';
import { isGuid } from '../guid.ts';
import { checked } from './checked.ts';

const optional = Type.Optional;
const text = Type.String({ minLength: 1 });
const count = Type.Integer({ minimum: 0 });

/** Nothing but these members: a slip in a name must not go unnoticed. */
const form = <Members extends Record<string, TSchema>>(members: Members) =>
  Type.Object(members, { additionalProperties: false });
const textThat = (holds: (value: string) => boolean, must: string) => Type.Refine(Type.String(), holds, () => must);

const guid = textThat(isGuid, 'must be a GUID');
const region = textThat((name) => REGION_NAMES.includes(normalLocation(name)), 'must be a region of Azure');
const size = textThat((name) => findSize(name) !== undefined, 'must be a size that the sandbox has');
const time = textThat((value) => !Number.isNaN(Date.parse(value)), 'must be a time in ISO 8601');
const certificate = textThat(isCertificate, 'must be a certificate in PEM');

const params = Type.Object({ on: optional(Type.Array(Type.Enum(CALLS))) });

const fault = form({
  name: Type.Enum(Object.keys(CATALOGUE)),
  // A match that is misread would strike everybody.
  match: optional(
    form({
      cluster: optional(text),
      group: optional(text),
      application: optional(text),
      chart: optional(text),
      tag: optional(text),
    }),
  ),
  times: optional(count),
  probability: optional(Type.Number({ minimum: 0, maximum: 1 })),
  params: optional(params),
});

export const faultOf = checked(fault);

export const faultsOf = checked(Type.Array(fault));

export const faultListOf = checked(form({ faults: Type.Array(fault) }));

export const quotaOf = checked(
  form({ location: region, name: Type.Enum(QUOTA_NAMES), limit: optional(count), taken: optional(count) }),
);

export const restrictionOf = checked(
  form({
    location: region,
    size,
    reason: optional(Type.Union([Type.Enum(['NotAvailableForSubscription', 'QuotaId', 'NotOffered']), Type.Null()])),
    zones: optional(Type.Array(Type.Enum(['1', '2', '3']))),
  }),
);

export const policyOf = checked(form({ field: text, allowed: optional(Type.Array(Type.Unknown())) }));

export const registrationOf = checked(form({ registrationState: Type.Enum(['Registered', 'NotRegistered']) }));

export const groupOf = checked(form({ members: Type.Array(guid) }));

export const issuerOf = checked(
  form({ issuer: text, jwks: Type.Object({ keys: Type.Array(Type.Record(Type.String(), Type.Unknown())) }) }),
);

const secret = form({ value: text, expires: optional(time) });
const federatedCredential = form({ issuer: text, subject: text, audiences: optional(Type.Array(text)) });

export const applicationOf = checked(
  form({
    objectId: optional(guid),
    displayName: optional(text),
    disabled: optional(Type.Boolean()),
    secrets: optional(Type.Array(Type.Union([text, secret]))),
    certificates: optional(Type.Array(certificate)),
    federatedCredentials: optional(Type.Array(federatedCredential)),
    identifierUris: optional(Type.Array(text)),
    requestedAccessTokenVersion: optional(Type.Enum([1, 2])),
  }),
);

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem) !== undefined;
  } catch {
    return false;
  }
}
