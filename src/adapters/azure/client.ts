import { ContainerServiceClient } from '@azure/arm-containerservice';
import {
  bearerTokenAuthenticationPolicyName,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type PipelinePolicy,
} from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { type ProblemError, problem, ProblemError as Thrown } from '../../model/problem.ts';
import type { ArmScope, Clock } from '../../ports.ts';
import type { AzureAccount, AzureCloud } from './account.ts';
import { answerProblem } from './arm-problems.ts';
import { createTap, type Exchange } from './exchange.ts';
import { silenceProblem } from './silence.ts';
import { within } from './within.ts';

export interface ArmClientsOptions {
  cloud: AzureCloud;
  accounts: readonly AzureAccount[];
  /** One credential per account: `createCredentials(cloud)`. */
  credentialFor: (account: AzureAccount) => TokenCredential;
  clock: Pick<Clock, 'now'>;
  /** For the user agent. */
  version?: string;
  /** How long one request may take, its token included. Default 30 s. */
  timeoutMs?: number;
  /** How long to wait after a 429 without `Retry-After`, as Microsoft.Compute sends them. Default 30 s. */
  throttledMs?: number;
  /** Sends the requests; for tests. */
  httpClient?: HttpClient;
}

/** What came of one call: its value or its problem, and the last answer ARM gave. */
export type Attempt<T> =
  | { value: T; last: Exchange | undefined }
  | { problem: ProblemError; last: Exchange | undefined };

export interface PlainRequest {
  method: HttpMethods;
  /** Below the ARM endpoint, or a whole URL that ARM gave. */
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface ArmClients {
  readonly endpoint: string;
  /** Makes one call with the SDK; `what` names it in the problem. */
  attempt<T>(
    scope: ArmScope,
    what: string,
    call: (client: ContainerServiceClient, options: { abortSignal: AbortSignal }) => Promise<T>,
  ): Promise<Attempt<T>>;
  /** Makes one plain request over the same pipeline; any answer of 300 and above is a problem. */
  request(scope: ArmScope, what: string, request: PlainRequest): Promise<Attempt<Exchange>>;
}

const mostClients = 64;
/** Of Microsoft.ContainerService, for the SDK and for plain requests alike. */
export const aksApiVersion = '2026-06-01';

/** ARM as each account and subscription sees it. */
export function createArmClients(options: ArmClientsOptions): ArmClients {
  const { cloud, timeoutMs = 30_000, throttledMs = 30_000 } = options;
  const endpoint = cloud.armEndpoint.replace(/\/+$/, '');
  const httpClient = options.httpClient ?? createDefaultHttpClient();
  const tap = createTap(() => options.clock.now());
  const clients = new Map<string, ContainerServiceClient>();

  function clientFor(scope: ArmScope): ContainerServiceClient {
    const key = `${scope.account} ${scope.subscriptionId.toLowerCase()}`;
    const client = clients.get(key) ?? makeClient(accountOf(options.accounts, scope), scope.subscriptionId);
    clients.delete(key);
    clients.set(key, client);
    const [oldest] = clients.keys();
    if (clients.size > mostClients && oldest) clients.delete(oldest);
    return client;
  }

  function makeClient(account: AzureAccount, subscriptionId: string): ContainerServiceClient {
    const client = new ContainerServiceClient(options.credentialFor(account), subscriptionId, {
      endpoint,
      apiVersion: aksApiVersion,
      credentials: { scopes: [`${(cloud.audience ?? endpoint).replace(/\/+$/, '')}/.default`] },
      // Measured: with retries on, a 429 sleeps the whole Retry-After inside the call, uncapped. The engine waits.
      retryOptions: { maxRetries: 0 },
      redirectOptions: { maxRetries: 0 },
      userAgentOptions: { userAgentPrefix: `Slipway/${options.version ?? '0'}` },
      httpClient,
    });
    client.pipeline.addPolicy(onlyTo(endpoint), { beforePolicies: [bearerTokenAuthenticationPolicyName] });
    client.pipeline.addPolicy(tap.policy, { afterPhase: 'Retry' });
    client.pipeline.addPolicy(tap.punctual, { afterPhase: 'Sign' });
    return client;
  }

  const self: ArmClients = {
    endpoint,
    async attempt(scope, what, call) {
      const client = clientFor(scope);
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const outcome = await tap.run(options.clock.now() + timeoutMs, () =>
        within(abortSignal, call(client, { abortSignal })),
      );
      if ('value' in outcome) return { value: outcome.value, last: outcome.last };
      const { last, error, clientRequestId } = outcome;
      if (error instanceof Thrown) return { problem: error, last };
      const problem =
        last && last.status >= 300
          ? answerProblem(what, last, throttledMs)
          : silenceProblem(what, scope.account, error, clientRequestId);
      return { problem, last };
    },
    async request(scope, what, { method, url, body, headers: more = {} }) {
      const result = await self.attempt(scope, what, async (client, { abortSignal }) => {
        const headers = createHttpHeaders({ accept: 'application/json', ...more });
        if (body !== undefined) headers.set('content-type', 'application/json');
        const whole = url.startsWith('/') ? `${endpoint}${url}` : url;
        const text = body === undefined ? {} : { body: JSON.stringify(body) };
        await client.pipeline.sendRequest(
          httpClient,
          createPipelineRequest({ url: whole, method, headers, abortSignal, ...text }),
        );
      });
      if ('problem' in result) return result;
      const { last } = result;
      if (!last) throw new Error('The pipeline answered without a response.');
      return last.status >= 300 ? { problem: answerProblem(what, last, throttledMs), last } : { value: last, last };
    },
  };
  return self;
}

/** The path of a managed cluster, below the ARM endpoint. */
export function clusterUrl({ subscriptionId }: ArmScope, group: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(group)}/providers/Microsoft.ContainerService/managedClusters/${encodeURIComponent(name)}`;
}

/** The value, or the problem thrown. */
export function orThrow<T>(attempt: Attempt<T>): T {
  if ('problem' in attempt) throw attempt.problem;
  return attempt.value;
}

/**
 * The value that ARM told, or the problem thrown. A page of a proxy's, or nothing at all, is no answer of ARM: taken for
 * one, it would be a cluster without tags, a region without versions.
 */
export function toldBy<T>(attempt: Attempt<T>): T {
  const value = orThrow(attempt);
  const { last } = attempt;
  const isJson = /json/i.test(last?.header('content-type') ?? '');
  if (last && isJson && typeof last.body === 'object' && last.body !== null) return value;
  throw new Thrown(problem('azure-unavailable', 'Something between here and Azure answered in its place.'));
}

/**
 * Refuses any other origin. It stands before the policy that adds the token, which (measured) adds it for every https
 * URL, whatever host an operation header or a next page names.
 */
function onlyTo(endpoint: string): PipelinePolicy {
  const { origin } = new URL(endpoint);
  return {
    name: 'slipwayOnlyToArmPolicy',
    async sendRequest(request, next) {
      const { origin: asked, host } = new URL(request.url);
      if (asked !== origin) {
        // Whoever wrote it stands between here and Azure, and may be gone the next time.
        throw new Thrown(
          problem('azure-unavailable', `A URL in an answer leads away from Resource Manager, to ${host}.`),
        );
      }
      return next(request);
    },
  };
}

function accountOf(accounts: readonly AzureAccount[], scope: ArmScope): AzureAccount {
  const account = accounts.find(({ name }) => name === scope.account);
  const id = scope.subscriptionId.toLowerCase();
  if (account?.subscriptions.some((one) => one.toLowerCase() === id)) return account;
  const detail = account
    ? `The account ${scope.account} is not configured for subscription ${scope.subscriptionId}.`
    : `The account ${scope.account} is not configured.`;
  throw new Thrown(problem('azure-forbidden', detail, { remedy: "Correct the configuration of Slipway's accounts." }));
}
