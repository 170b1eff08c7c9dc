import type { TokenCredential } from '@azure/identity';
import { recordOf } from '../../model/json.ts';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Clock, EntraPrincipal } from '../../ports.ts';
import type { AzureAccount } from './account.ts';
import { silenceProblem } from './silence.ts';
import { within } from './within.ts';

export interface EntraTokensOptions {
  accounts: readonly AzureAccount[];
  /** One credential per account: `createCredentials(cloud)`. */
  credentialFor: (account: AzureAccount) => TokenCredential;
  /** The Entra application that stands for the API servers of AKS. */
  application: string;
  clock: Pick<Clock, 'now'>;
  /** How long Entra may take. Default 10 s. */
  timeoutMs?: number;
}

/** Our accounts' own way into API servers that take Entra's tokens. */
export interface EntraTokens {
  /** A token that is good for some minutes yet; a secret, held in memory only. */
  token(account: string): Promise<string>;
  /** Who the account is, as its token says. */
  principal(account: string): Promise<EntraPrincipal>;
}

/** A token is renewed so long before its end, and used to so near it if Entra gives no other: a run of helm must fit in. */
const renewMs = 5 * 60_000;
const leastMs = 2 * 60_000;

interface Held {
  token: string;
  expiresAt: number;
}

/** Tokens for the API servers of AKS, one per account, renewed before they run out. */
export function createEntraTokens(options: EntraTokensOptions): EntraTokens {
  const { clock, timeoutMs = 10_000 } = options;
  const held = new Map<string, Held>();
  const asking = new Map<string, Promise<string>>();

  async function ask(name: string): Promise<string> {
    const account = options.accounts.find((one) => one.name === name);
    if (!account) throw new ProblemError(problem('azure-forbidden', `The account ${name} is not configured.`));
    try {
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const credential = options.credentialFor(account);
      const answer = await within(abortSignal, credential.getToken(`${options.application}/.default`, { abortSignal }));
      if (!answer) throw new Error('no token');
      held.set(name, { token: answer.token, expiresAt: answer.expiresOnTimestamp });
      return answer.token;
    } catch (error) {
      const last = held.get(name);
      if (last && last.expiresAt - clock.now() > leastMs) return last.token;
      held.delete(name);
      throw silenceProblem('Entering the cluster', name, error);
    }
  }

  /** However many want one, Entra is asked once. */
  async function token(name: string): Promise<string> {
    const last = held.get(name);
    if (last && last.expiresAt - clock.now() > renewMs) return last.token;
    const known = asking.get(name);
    if (known !== undefined) return known;
    const question = ask(name).finally(() => asking.delete(name));
    asking.set(name, question);
    return question;
  }

  return {
    token,
    async principal(name) {
      const claims = claimsOf(await token(name));
      const { oid, tid } = claims;
      return {
        ...(typeof oid === 'string' ? { objectId: oid } : {}),
        ...(typeof tid === 'string' ? { tenantId: tid } : {}),
      };
    },
  };
}

/** What a token says of its bearer; nothing if it is no JWT. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  } catch {
    return {};
  }
}
