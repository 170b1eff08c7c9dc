import { ProblemError, problem } from '../../model/problem.ts';

const identityErrors = new Set([
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
  'AggregateAuthenticationError',
  'ClientAuthError',
  'ClientConfigurationError',
  'ServerError',
]);
const networkSign =
  /\b(?:E(?:CONNREFUSED|CONNRESET|CONNABORTED|PIPE|NOTFOUND|AI_AGAIN|TIMEDOUT|SOCKETTIMEDOUT|HOSTUNREACH|NETUNREACH|PROTO))\b|network_error|network request failed|endpoints?_resolution|socket hang up|certificate|timed? ?out/i;
/** Entra's own passing troubles: throttled, timed out, temporarily unavailable. */
const entraPassing = /AADSTS(?:90033|90055|50196|900144|90020)\b|temporarily_unavailable|Status code: (?:429|5\d\d)/;

/**
 * The problem of a call that ended without an answer of ARM: the network, a time-out, or the token. Nothing of the
 * error is kept but its name and codes, because it holds the request with its token or secret.
 */
export function silenceProblem(what: string, account: string, error: unknown, clientRequestId?: string): ProblemError {
  const { name, code, message } = described(error);
  if (identityErrors.has(name) || /AADSTS\d+/.test(message)) return identityProblem(what, account, error);
  const sign = code || networkSign.exec(message)?.[0] || name;
  const late = name === 'AbortError' || name === 'TimeoutError';
  return new ProblemError(
    problem('azure-unavailable', `${what}: no answer from Azure (${late ? 'the request took too long' : sign}).`, {
      azure: clientRequestId ? { code: sign, clientRequestId } : undefined,
    }),
  );
}

function identityProblem(what: string, account: string, error: unknown): ProblemError {
  const text = textsOf(error).join('\n');
  const sign = networkSign.exec(text)?.[0] ?? entraPassing.exec(text)?.[0];
  const refused = /AADSTS(?!90033|90055|50196|900144|90020)\d+/.exec(text)?.[0];
  if (sign && !refused) {
    return new ProblemError(problem('azure-unavailable', `${what}: no token from Entra (${sign}).`));
  }
  const azure = refused ?? described(error).name;
  return new ProblemError(
    problem('azure-unauthenticated', `${what}: Entra gives no token to the account ${account} (${azure}).`, {
      azure: { code: azure },
    }),
  );
}

function described(error: unknown): { name: string; code: string; message: string } {
  if (!(error instanceof Error)) return { name: 'Error', code: '', message: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { name: error.name, code, message: error.message };
}

/** The messages of an error, of what caused it and of those it gathers. */
function textsOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 4) return [];
  const { name, code, message } = described(error);
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return [name, code, message, ...[error.cause, ...inner].flatMap((one) => textsOf(one, depth + 1))];
}
