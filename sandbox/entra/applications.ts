import { randomUUID, X509Certificate } from 'node:crypto';
import { isObject, type JsonObject, list, object, text } from '../json.ts';

/** What a token of another issuer must say to be taken for a client. */
export interface FederatedCredential {
  issuer: string;
  subject: string;
  audiences: string[];
}

/** An application of the directory, with its service principal. */
export interface Application {
  applicationId: string;
  /** Of its service principal. */
  objectId: string;
  displayName: string;
  disabled: boolean;
  secrets: { value: string /** ISO 8601; never, when absent. */; expires?: string }[];
  /** PEM. */
  certificates: string[];
  federatedCredentials: FederatedCredential[];
  /** By these other applications ask for tokens for it; its id is one always. */
  identifierUris: string[];
  requestedAccessTokenVersion: 1 | 2;
}

export type Applications = ReturnType<typeof createApplications>;

/**
 * The applications of the directory.
 * @param first those that the configuration names; a restart forgets none of them
 */
export function createApplications(
  first: { clientId: string; objectId: string; secret: string }[],
  changed: () => void,
) {
  const all = new Map<string, Application>(
    first.map(({ clientId, objectId, secret }) => [
      clientId.toLowerCase(),
      { ...nobody, applicationId: clientId, objectId, displayName: 'sandbox', secrets: [{ value: secret }] },
    ]),
  );

  return {
    find: (applicationId: string) => all.get(applicationId.toLowerCase()),
    all: () => [...all.values()],
    /** The application that other clients mean by an id or an identifier URI. */
    byIdentifier: (identifier: string) =>
      all.get(identifier.replace(/^api:\/\//, '').toLowerCase()) ??
      [...all.values()].find(({ identifierUris }) => identifierUris.includes(identifier)),
    isPrincipal: (objectId: string) => [...all.values()].some((one) => one.objectId === objectId),
    /** Made, or changed in what was sent; throws a sentence on a body that makes no sense. */
    put(id: string, body: unknown): Application {
      const applicationId = id.toLowerCase();
      const previous = all.get(applicationId) ?? { ...nobody, applicationId, objectId: randomUUID(), displayName: id };
      const application = { ...previous, ...parse(object(body)) };
      all.set(applicationId, application);
      changed();
      return application;
    },
    remove(id: string): boolean {
      changed();
      return all.delete(id.toLowerCase());
    },
    snapshot: () => [...all.values()],
    restore(snapshot: unknown): void {
      for (const item of list(snapshot).filter(isObject)) {
        const application: Application = { ...nobody, ...(item as unknown as Application) };
        const id = application.applicationId.toLowerCase();
        const configured = all.get(id)?.secrets ?? [];
        const other = application.secrets.filter(({ value }) => !configured.some((one) => one.value === value));
        // The configured secret is good after a restart whatever it was before.
        all.set(id, { ...application, secrets: [...configured, ...other] });
      }
    },
  };
}

/** What anybody may see of an application: no secret. */
export function shownApplication({ secrets, ...rest }: Application): JsonObject {
  return { ...rest, secrets: secrets.map(({ expires }) => ({ expires: expires ?? null })) };
}

const nobody = {
  disabled: false,
  secrets: [],
  certificates: [],
  federatedCredentials: [],
  identifierUris: [],
  requestedAccessTokenVersion: 1 as const,
};

function parse(body: JsonObject): Partial<Application> {
  const { secrets, certificates, federatedCredentials, identifierUris } = body;
  const objectId = text(body['objectId'])?.toLowerCase();
  return {
    ...(objectId === undefined ? {} : { objectId }),
    ...(text(body['displayName']) === undefined ? {} : { displayName: `${body['displayName']}` }),
    ...(body['disabled'] === undefined ? {} : { disabled: body['disabled'] === true }),
    ...(secrets === undefined ? {} : { secrets: list(secrets).map(secretOf) }),
    ...(certificates === undefined ? {} : { certificates: list(certificates).map(certificateOf) }),
    ...(federatedCredentials === undefined
      ? {}
      : { federatedCredentials: list(federatedCredentials).map(federatedCredentialOf) }),
    ...(identifierUris === undefined ? {} : { identifierUris: list(identifierUris).map(String) }),
    ...(body['requestedAccessTokenVersion'] === 2 ? { requestedAccessTokenVersion: 2 } : {}),
  };
}

function secretOf(item: unknown): Application['secrets'][number] {
  const { value, expires } = object(typeof item === 'string' ? { value: item } : item);
  if (typeof value !== 'string') throw new SyntaxError('a secret is a text, or { value, expires }');
  if (expires === undefined || expires === null) return { value };
  if (Number.isNaN(Date.parse(`${expires}`))) throw new SyntaxError('expires is a time in ISO 8601');
  return { value, expires: `${expires}` };
}

function certificateOf(item: unknown): string {
  try {
    return new X509Certificate(`${item}`).toString();
  } catch {
    throw new SyntaxError('a certificate is a text in PEM');
  }
}

/** The members of a federated credential, here and at an identity of Resource Manager. */
export function federatedCredentialOf(item: unknown): FederatedCredential {
  const { issuer, subject, audiences } = object(item);
  if (typeof issuer !== 'string' || typeof subject !== 'string') {
    throw new SyntaxError('a federated credential has an issuer and a subject');
  }
  return { issuer, subject, audiences: list(audiences ?? ['api://AzureADTokenExchange']).map(String) };
}
