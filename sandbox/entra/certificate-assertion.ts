import { X509Certificate } from 'node:crypto';
import { compactVerify } from 'jose';
import type { Application } from './applications.ts';
import { type Assertion, checkTimes } from './assertion.ts';
import { EntraError } from './errors.ts';

/** Checks an assertion that a client has signed with the key of one of its certificates (RFC 7523). */
export async function checkCertificateAssertion(
  { token, header, claims }: Assertion,
  application: Application,
  audiences: string[],
): Promise<void> {
  const { applicationId } = application;
  const thumbprint = thumbprintOf(header);
  if (thumbprint === undefined) {
    throw new EntraError(50027, 'Invalid JWT token. No certificate thumbprint specified in token header.');
  }
  const certificate = application.certificates
    .map((pem) => new X509Certificate(pem))
    .find(({ fingerprint, fingerprint256 }) => [fingerprint, fingerprint256].map(plain).includes(thumbprint));
  const refuse = (reason: string) =>
    new EntraError(
      700027,
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - ${reason}, Thumbprint of key used by client: '${thumbprint}', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${applicationId}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${applicationId}'].`,
    );
  if (certificate === undefined) throw refuse('The key was not found.');
  if (Date.parse(certificate.validTo) < Date.now()) throw refuse('The key used is expired.');
  await compactVerify(token, certificate.publicKey, { algorithms: ['RS256', 'PS256'] }).catch(() => {
    throw refuse('Key was found, but use of the key to verify the signature failed.');
  });
  if (`${claims.sub}`.toLowerCase() !== applicationId.toLowerCase()) {
    throw new EntraError(700021, "Client assertion application identifier doesn't match 'client_id' parameter.");
  }
  if (![claims.aud].flat().some((audience) => audiences.includes(`${audience}`))) {
    throw new EntraError(
      700023,
      'Client assertion audience claim does not match Realm issuer. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .',
    );
  }
  checkTimes(claims);
}

/** In hexadecimal; newer clients send the one of SHA-256. */
function thumbprintOf(header: Record<string, unknown>): string | undefined {
  const sent = header['x5t#S256'] ?? header['x5t'];
  return typeof sent === 'string' ? Buffer.from(sent, 'base64url').toString('hex').toUpperCase() : undefined;
}

const plain = (fingerprint: string): string => fingerprint.replaceAll(':', '');
