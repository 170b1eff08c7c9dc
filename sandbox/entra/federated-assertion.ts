import { compactVerify, createLocalJWKSet, errors } from 'jose';
import type { Application } from './applications.ts';
import { type Assertion, checkTimes } from './assertion.ts';
import { EntraError } from './errors.ts';
import type { Issuers } from './issuers.ts';

const ADVICE =
  'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation';

/**
 * Checks the token of another issuer against the federated credentials of a client: issuer, subject and audience to the
 * letter, then its times, then its signature by the keys that the issuer publishes.
 */
export async function checkFederatedAssertion(
  { token, header, claims }: Assertion,
  { displayName, federatedCredentials }: Application,
  issuers: Issuers,
): Promise<void> {
  if (federatedCredentials.length === 0) {
    throw new EntraError(70025, `The client '${displayName}' has no configured federated identity credentials.`);
  }
  const refuse = (code: 700211 | 700212 | 700213, what: string) =>
    new EntraError(code, `No matching federated identity record found for presented assertion ${what}. ${ADVICE}`);
  const { iss = '', sub = '', aud } = claims;
  const fromIssuer = federatedCredentials.filter(({ issuer }) => issuer === iss);
  if (fromIssuer.length === 0) throw refuse(700211, `issuer '${iss}'`);
  const ofSubject = fromIssuer.filter(({ subject }) => subject === sub);
  if (ofSubject.length === 0) throw refuse(700213, `subject '${sub}'`);
  const audiences = [aud].flat().map(String);
  if (!ofSubject.some((one) => one.audiences.some((audience) => audiences.includes(audience)))) {
    throw refuse(700212, `audience '${audiences.join(',')}'`);
  }
  checkTimes(claims);
  const keys = await issuers.keysOf(iss);
  if (keys === undefined) throw new EntraError(50166, 'Request to External OIDC endpoint failed.');
  await compactVerify(token, createLocalJWKSet(keys), { algorithms: ['RS256'] }).catch((error: unknown) => {
    throw error instanceof errors.JWKSNoMatchingKey
      ? new EntraError(
          7000272,
          `The certificate with identifier ${header.kid} used to sign the federated credential could not be found in the metadata of identity provider ${iss}. Please validate that your Identity Provider's metadata exposes the key used to sign the incoming token.`,
        )
      : new EntraError(50027, 'JWT token is invalid or malformed.');
  });
}
