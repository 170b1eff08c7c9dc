import type { Directory } from '../config.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { list } from '../json.ts';
import { entraError } from './errors.ts';
import { decodeJwt, type Tokens } from './tokens.ts';

export interface EntraRequest {
  params: Record<string, string>;
  form: URLSearchParams;
}
type Handler = (request: EntraRequest) => Reply;

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** The audience that workload identity federation asks of an assertion. */
const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange';

/**
 * Entra's token endpoint and discovery documents for client credentials: secret and federated assertion. `adfs` stands for
 * the tenant too, because azure-cli before 2.74 skips public instance discovery only for such an authority.
 */
export function entraRoutes(directory: Directory, tokens: Tokens, baseUrl: () => string): Route<Handler>[] {
  function tenant(name: string): string {
    if (name.toLowerCase() === directory.tenantId || name.toLowerCase() === 'adfs') return directory.tenantId;
    throw entraError(
      400,
      'invalid_request',
      90002,
      `Tenant '${name}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    );
  }

  function configuration(path: string, tokenPath: string): Reply {
    const base = `${baseUrl()}/${path}`;
    return {
      status: 200,
      body: {
        token_endpoint: `${base}/${tokenPath}/token`,
        authorization_endpoint: `${base}/${tokenPath}/authorize`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
        issuer: `${base}/v2.0`,
        token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
        response_types_supported: ['token'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
        tenant_region_scope: null,
        cloud_instance_name: new URL(baseUrl()).host,
      },
    };
  }

  function token({ params, form }: EntraRequest): Reply {
    const tenantId = tenant(params['tenant'] ?? 'adfs');
    const clientId = form.get('client_id') ?? '';
    if (form.get('grant_type') !== 'client_credentials') {
      throw entraError(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
    }
    const principal = directory.principals.find((known) => known.clientId === clientId.toLowerCase());
    if (principal === undefined) {
      throw entraError(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${clientId}' was not found in the directory 'Sandbox'. This can happen if the application has not been installed by the administrator of the tenant.`,
      );
    }
    if (form.has('client_assertion')) checkAssertion(form);
    else if (form.get('client_secret') !== principal.secret) {
      throw entraError(
        401,
        'invalid_client',
        7000215,
        `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
      );
    }
    const { token, expiresIn } = tokens.issue({
      audience: audienceOf(form),
      tenantId,
      objectId: principal.objectId,
      applicationId: principal.clientId,
    });
    const body = { token_type: 'Bearer', expires_in: expiresIn, ext_expires_in: expiresIn, access_token: token };
    return { status: 200, headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' }, body };
  }

  const keys = (): Reply => ({ status: 200, body: tokens.jwks });
  const instances = (): Reply => ({
    status: 200,
    body: {
      tenant_discovery_endpoint: `${baseUrl()}/${directory.tenantId}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [],
    },
  });

  return [
    {
      method: 'GET',
      pattern: '/:tenant/v2.0/.well-known/openid-configuration',
      handle: ({ params }) => configuration(tenant(params['tenant'] ?? ''), 'oauth2/v2.0'),
    },
    {
      method: 'GET',
      pattern: '/adfs/.well-known/openid-configuration',
      handle: () => configuration('adfs', 'oauth2'),
    },
    { method: 'GET', pattern: '/:tenant/discovery/v2.0/keys', handle: keys },
    { method: 'GET', pattern: '/common/discovery/instance', handle: instances },
    { method: 'POST', pattern: '/:tenant/oauth2/v2.0/token', handle: token },
    { method: 'POST', pattern: '/adfs/oauth2/token', handle: token },
  ];
}

/** `https://host/.default` grants for `https://host`; version 1 requests name it as `resource`. */
function audienceOf(form: URLSearchParams): string {
  const scope = (form.get('scope') ?? '').split(' ').find((item) => item.endsWith('/.default'));
  const audience = scope?.slice(0, -'/.default'.length) ?? form.get('resource') ?? '';
  if (audience === '') {
    throw entraError(400, 'invalid_scope', 70011, `The provided value for the input parameter 'scope' is not valid.`);
  }
  return audience;
}

/** The sandbox cannot ask the assertion's issuer for its keys: it checks form, audience and expiry, not the signature. */
function checkAssertion(form: URLSearchParams): void {
  const claims = decodeJwt(form.get('client_assertion') ?? '');
  if (claims === undefined || form.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw entraError(401, 'invalid_client', 50027, 'JWT token is invalid or malformed.');
  }
  const audiences = [claims['aud'], ...list(claims['aud'])];
  if (!audiences.includes(EXCHANGE_AUDIENCE)) {
    throw entraError(
      401,
      'invalid_client',
      700212,
      `No matching federated identity record found for presented assertion audience '${claims['aud']}'.`,
    );
  }
  if (typeof claims['exp'] !== 'number' || claims['exp'] * 1000 < Date.now()) {
    throw entraError(401, 'invalid_client', 700024, 'Client assertion is not within its valid time range.');
  }
}
