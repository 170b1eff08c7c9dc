import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { text } from '../json.ts';
import { authenticateClient, type ClientParts } from './clients.ts';
import { EntraError } from './errors.ts';
import { instanceDiscovery, openIdConfiguration } from './metadata.ts';
import { missing, resourceOf } from './resources.ts';
import type { Tokens } from './tokens.ts';

/** A request to Entra, its form parsed. */
export interface EntraRequest {
  params: Record<string, string>;
  headers: IncomingHttpHeaders;
  form: URLSearchParams;
}
export type EntraHandler = (request: EntraRequest) => Promise<Reply>;

export interface EntraParts extends Omit<ClientParts, 'ownAudiences'> {
  tenantId: string;
  tokens: Tokens;
  baseUrl: () => string;
}

/** Entra's public authority, which clients may name as audience though they speak to the sandbox. */
const PUBLIC = 'https://login.microsoftonline.com';
const NEVER_KEPT = { 'cache-control': 'no-store, no-cache', pragma: 'no-cache', expires: '-1' };
const KEPT_A_DAY = { 'cache-control': 'max-age=86400, private' };

/**
 * Entra's token endpoints and discovery documents for client credentials: secret, certificate and federated assertion.
 * `adfs` stands for the tenant too, because azure-cli before 2.74 skips public instance discovery only for such an
 * authority.
 */
export function entraRoutes(parts: EntraParts): Route<EntraHandler>[] {
  const { tenantId, tokens, baseUrl, applications } = parts;

  function checkTenant(name: string): void {
    if (name.toLowerCase() === tenantId.toLowerCase() || name.toLowerCase() === 'adfs') return;
    if (['common', 'organizations'].includes(name)) {
      throw new EntraError(
        50059,
        'No tenant-identifying information found in either the request or implied by any provided credentials.',
      );
    }
    throw new EntraError(
      90002,
      `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    );
  }

  /** Both a token endpoint of either version, and the tenant itself. */
  function ownAudiences(): string[] {
    const tenants = [`${baseUrl()}/${tenantId}`, `${PUBLIC}/${tenantId}`];
    const below = ['/oauth2/v2.0/token', '/oauth2/token', '/v2.0', ''];
    return [`${baseUrl()}/adfs/oauth2/token`, ...tenants.flatMap((tenant) => below.map((end) => `${tenant}${end}`))];
  }

  async function token(version: 1 | 2, { params, form }: EntraRequest): Promise<Reply> {
    checkTenant(params['tenant'] ?? 'adfs');
    const grantType = form.get('grant_type');
    if (grantType === null) throw missing('grant_type');
    if (grantType !== 'client_credentials') {
      throw new EntraError(70003, `The app requested an unsupported grant type '${grantType}'.`);
    }
    const client = await authenticateClient(form, { ...parts, ownAudiences });
    const resource = resourceOf(form, { applications, ownHost: () => new URL(baseUrl()).hostname });
    const { token: accessToken, expiresIn, expires } = await tokens.issue({ ...client, tenantId, resource });
    const body =
      version === 2
        ? { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn }
        : {
            token_type: 'Bearer',
            expires_in: `${expiresIn}`,
            ext_expires_in: `${expiresIn}`,
            expires_on: `${expires}`,
            not_before: `${expires - expiresIn - 1}`,
            resource: resource.audience,
          };
    return { status: 200, headers: NEVER_KEPT, body: { ...body, access_token: accessToken } };
  }

  function configuration(name: string, version: 1 | 2): Reply {
    if (!['common', 'organizations'].includes(name)) checkTenant(name);
    return { status: 200, headers: KEPT_A_DAY, body: openIdConfiguration(baseUrl(), name, version, tenantId) };
  }

  const keys = (): Reply => ({ status: 200, headers: KEPT_A_DAY, body: tokens.jwks });
  const route = (
    method: string,
    pattern: string,
    handle: (request: EntraRequest) => Reply | Promise<Reply>,
  ): Route<EntraHandler> => ({ method, pattern, handle: (request) => answered(request, handle) });

  return [
    ...([1, 2] as const).map((version) =>
      route(
        'GET',
        `/:tenant${version === 2 ? '/v2.0' : ''}/.well-known/openid-configuration`,
        ({ params: { tenant = '' } }) => configuration(tenant, version),
      ),
    ),
    // `az login --tenant adfs` of azure-cli 2.45 puts the tenant behind its authority, which ends in it already.
    route('GET', '/adfs/:tenant/.well-known/openid-configuration', ({ params: { tenant = '' } }) => {
      checkTenant(tenant);
      return configuration('adfs', 1);
    }),
    route('GET', '/:tenant/discovery/v2.0/keys', keys),
    route('GET', '/:tenant/discovery/keys', keys),
    route('GET', '/common/discovery/instance', () => ({
      status: 200,
      headers: KEPT_A_DAY,
      body: instanceDiscovery(baseUrl(), tenantId),
    })),
    route('POST', '/:tenant/oauth2/v2.0/token', (request) => token(2, request)),
    route('POST', '/adfs/oauth2/token', (request) => token(2, request)),
    route('POST', '/:tenant/oauth2/token', (request) => token(1, request)),
  ];
}

/** With the ids that Entra's support asks for; the correlation id is the client's own if it sent one. */
async function answered(
  request: EntraRequest,
  handle: (request: EntraRequest) => Reply | Promise<Reply>,
): Promise<Reply> {
  const traceId = randomUUID();
  const sent = text(request.headers['client-request-id']);
  const ids = {
    'x-ms-request-id': traceId,
    'x-ms-ests-server': '2.1.0 - SANDBOX ProdSlices',
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    ...(sent === undefined ? {} : { 'client-request-id': sent }),
  };
  try {
    const reply = await handle(request);
    return { ...reply, headers: { ...ids, ...reply.headers } };
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    return { ...error.answer(traceId, sent ?? randomUUID()), headers: { ...ids, ...NEVER_KEPT } };
  }
}
