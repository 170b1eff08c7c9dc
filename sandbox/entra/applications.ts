import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject, list, object } from '../json.ts';

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

/** What may be sent of an application: secrets as plain texts too, credentials without their usual audience. */
export interface ApplicationChange
  extends Partial<Omit<Application, 'applicationId' | 'secrets' | 'federatedCredentials'>> {
  secrets?: (string | Application['secrets'][number])[];
  federatedCredentials?: (Omit<FederatedCredential, 'audiences'> & { audiences?: string[] })[];
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
    /** Made, or changed in what was sent. */
    put(id: string, sent: ApplicationChange): Application {
      const applicationId = id.toLowerCase();
      const previous = all.get(applicationId) ?? { ...nobody, applicationId, objectId: randomUUID(), displayName: id };
      const application = { ...previous, ...changeOf(sent) };
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

function changeOf({ objectId, secrets, federatedCredentials, ...rest }: ApplicationChange): Partial<Application> {
  return {
    ...rest,
    ...(objectId === undefined ? {} : { objectId: objectId.toLowerCase() }),
    ...(secrets === undefined
      ? {}
      : { secrets: secrets.map((secret) => (typeof secret === 'string' ? { value: secret } : secret)) }),
    ...(federatedCredentials === undefined
      ? {}
      : { federatedCredentials: federatedCredentials.map(federatedCredentialOf) }),
  };
}

/** The members of a federated credential, here and at an identity of Resource Manager. */
export function federatedCredentialOf(item: unknown): FederatedCredential {
  const { issuer, subject, audiences } = object(item);
  if (typeof issuer !== 'string' || typeof subject !== 'string') {
    throw new SyntaxError('a federated credential has an issuer and a subject');
  }
  return { issuer, subject, audiences: list(audiences ?? ['api://AzureADTokenExchange']).map(String) };
}
