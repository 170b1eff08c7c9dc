import { type FederatedCredential, federatedCredentialOf } from '../../entra/applications.ts';
import type { IdentityClient } from '../../entra/clients.ts';
import { isObject, type JsonObject, list, object, text } from '../../json.ts';
import { armError } from '../errors.ts';
import type { Identities } from './identities.ts';

const TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials';
/** Azure's limit for one identity. */
const MOST = 20;

interface Kept extends FederatedCredential {
  /** Of the identity: one that is made again under the same name begins without any. */
  principalId: string;
  name: string;
}

export type FederatedCredentials = ReturnType<typeof createFederatedCredentials>;

/** Whose tokens stand for a user-assigned identity (Managed Identity REST API, 2023-01-31). */
export function createFederatedCredentials(identities: Identities, changed: () => void) {
  let all: Kept[] = [];
  const of = (identity: JsonObject) => all.filter((one) => one.principalId === principalOf(identity));
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

  return {
    of,
    find: (identity: JsonObject, name: string) => of(identity).find((one) => same(one.name, name)),
    put(identity: JsonObject, name: string, sent: unknown): { credential: Kept; made: boolean } {
      const credential = { ...parse(object(sent)['properties']), principalId: principalOf(identity), name };
      const others = of(identity).filter((one) => !same(one.name, name));
      const made = others.length === of(identity).length;
      if (others.length === MOST) {
        throw armError(
          400,
          'BadRequest',
          `Too many Federated Identity Credentials have been added. Maximum number of ${MOST} Federated Identity Credentials per User Assigned Managed Identity allowed.`,
        );
      }
      if (others.some(({ issuer, subject }) => issuer === credential.issuer && subject === credential.subject)) {
        throw armError(409, 'Conflict', 'Issuer and subject combination already exists for this Managed Identity.');
      }
      all = [...all.filter((one) => one.principalId !== credential.principalId), ...others, credential];
      changed();
      return { credential, made };
    },
    remove(identity: JsonObject, name: string): boolean {
      const before = all.length;
      all = all.filter((one) => one.principalId !== principalOf(identity) || !same(one.name, name));
      changed();
      return all.length < before;
    },
    body: (identity: JsonObject, { name, issuer, subject, audiences }: Kept): JsonObject => ({
      id: `${identity['id']}/federatedIdentityCredentials/${name}`,
      name,
      type: TYPE,
      properties: { issuer, subject, audiences },
    }),
    /** The identity as a client that asks Entra for tokens. */
    byClientId(clientId: string): IdentityClient | undefined {
      const identity = identities.all().find((one) => object(one['properties'])['clientId'] === clientId.toLowerCase());
      if (identity === undefined) return undefined;
      const principalId = principalOf(identity);
      return {
        clientId: clientId.toLowerCase(),
        principalId,
        name: `${identity['name']}`,
        federatedCredentials: of(identity),
      };
    },
    snapshot: () => all,
    restore(snapshot: unknown): void {
      all = list(snapshot).filter(isObject) as unknown as Kept[];
    },
  };
}

const principalOf = (identity: JsonObject): string => text(object(identity['properties'])['principalId']) ?? '';

function parse(properties: unknown): FederatedCredential {
  const { audiences } = object(properties);
  if (!Array.isArray(audiences) || audiences.length !== 1) {
    throw armError(400, 'BadRequest', 'Federated Identity Credential must have exactly one audience.');
  }
  try {
    return federatedCredentialOf(properties);
  } catch (error) {
    throw armError(400, 'BadRequest', error instanceof Error ? error.message : `${error}`);
  }
}
