import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Application, Applications, FederatedCredential } from './applications.ts';
import type { Assertion } from './assertion.ts';
import { checkCertificateAssertion } from './certificate-assertion.ts';
import { EntraError, unknownApplication } from './errors.ts';
import { checkFederatedAssertion } from './federated-assertion.ts';
import type { Issuers } from './issuers.ts';
import { missing } from './resources.ts';
import type { Grant } from './tokens.ts';

/** A user-assigned identity as the directory knows it: a client that has no secrets, only federated credentials. */
export interface IdentityClient {
  clientId: string;
  principalId: string;
  name: string;
  federatedCredentials: FederatedCredential[];
}

export interface ClientParts {
  applications: Applications;
  federatedCredentials: { byClientId(clientId: string): IdentityClient | undefined };
  issuers: Issuers;
  /** What a certificate's assertion may name as its audience. */
  ownAudiences: () => string[];
}

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Who asks for a token, once he has proved it; Entra's refusal otherwise. */
export async function authenticateClient(
  form: URLSearchParams,
  parts: ClientParts,
): Promise<Pick<Grant, 'applicationId' | 'objectId' | 'by'>> {
  const clientId = form.get('client_id') ?? '';
  if (clientId === '') throw missing('client_id');
  const client = clientOf(clientId, parts);
  const who = { applicationId: client.applicationId, objectId: client.objectId };
  const token = form.get('client_assertion');
  if (token === null) {
    checkSecret(client, form.get('client_secret'));
    return { ...who, by: 'secret' };
  }
  if (form.get('client_assertion_type') !== ASSERTION_TYPE) throw missing('client_assertion_type');
  const assertion = read(token);
  // Who says himself who he is signs with a certificate of his; who has it said by another, with none.
  if (`${assertion.claims.iss}`.toLowerCase() === client.applicationId.toLowerCase()) {
    await checkCertificateAssertion(assertion, client, parts.ownAudiences());
  } else {
    await checkFederatedAssertion(assertion, client, parts.issuers);
  }
  return { ...who, by: 'assertion' };
}

function clientOf(clientId: string, { applications, federatedCredentials }: ClientParts): Application {
  const application = applications.find(clientId);
  if (application?.disabled) {
    throw new EntraError(
      7000112,
      `Application '${application.applicationId}'(${application.displayName}) is disabled.`,
    );
  }
  if (application !== undefined) return application;
  const identity = federatedCredentials.byClientId(clientId);
  if (identity === undefined) throw unknownApplication(clientId);
  return {
    applicationId: identity.clientId,
    objectId: identity.principalId,
    displayName: identity.name,
    federatedCredentials: identity.federatedCredentials,
    disabled: false,
    secrets: [],
    certificates: [],
    identifierUris: [],
    requestedAccessTokenVersion: 1,
  };
}

function checkSecret({ applicationId, secrets }: Application, sent: string | null): void {
  if (sent === null) {
    throw new EntraError(
      7000216,
      `'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.`,
    );
  }
  const found = secrets.filter(({ value }) => value === sent);
  if (found.length === 0) {
    throw new EntraError(
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${applicationId}'.`,
    );
  }
  if (found.some(({ expires }) => expires === undefined || Date.parse(expires) > Date.now())) return;
  throw new EntraError(
    7000222,
    `The provided client secret keys for app '${applicationId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  );
}

function read(token: string): Assertion {
  try {
    return { token, header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    throw new EntraError(50027, 'JWT token is invalid or malformed.');
  }
}
