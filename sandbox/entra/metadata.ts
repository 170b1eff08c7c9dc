import type { JsonObject } from '../json.ts';
import { oldIssuer } from './tokens.ts';

/** What stands in both versions of a tenant's OpenID configuration. */
const COMMON = {
  token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  request_uri_parameter_supported: false,
  http_logout_supported: true,
  frontchannel_logout_supported: true,
  claims_supported: [
    ...['sub', 'iss', 'cloud_instance_name', 'cloud_instance_host_name', 'cloud_graph_host_name', 'msgraph_host'],
    ...['aud', 'exp', 'iat', 'auth_time', 'acr', 'nonce', 'preferred_username', 'name', 'tid', 'ver', 'at_hash'],
    ...['c_hash', 'email'],
  ],
};

/**
 * The OpenID configuration of a tenant.
 * @param path how the request named the tenant: its id, `common` or `adfs`
 */
export function openIdConfiguration(baseUrl: string, path: string, version: 1 | 2, tenantId: string): JsonObject {
  const base = `${baseUrl}/${path}`;
  const oauth = path !== 'adfs' && version === 2 ? `${base}/oauth2/v2.0` : `${base}/oauth2`;
  const named = path === 'common' || path === 'organizations' ? '{tenantid}' : tenantId;
  return {
    token_endpoint: `${oauth}/token`,
    ...COMMON,
    jwks_uri: version === 2 ? `${base}/discovery/v2.0/keys` : `${base}/discovery/keys`,
    response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
    scopes_supported: version === 2 ? ['openid', 'profile', 'email', 'offline_access'] : ['openid'],
    issuer: version === 2 ? `${baseUrl}/${named}/v2.0` : oldIssuer(named),
    userinfo_endpoint: version === 2 ? 'https://graph.microsoft.com/oidc/userinfo' : `${base}/openid/userinfo`,
    authorization_endpoint: `${oauth}/authorize`,
    device_authorization_endpoint: `${oauth}/devicecode`,
    end_session_endpoint: `${oauth}/logout`,
    tenant_region_scope: 'EU',
    cloud_instance_name: new URL(baseUrl).host,
    cloud_graph_host_name: 'graph.windows.net',
    msgraph_host: 'graph.microsoft.com',
    rbac_url: 'https://pas.windows.net',
  };
}

/** What a client asks about an authority that it does not know: this cloud has one name. */
export function instanceDiscovery(baseUrl: string, tenantId: string): JsonObject {
  const { host } = new URL(baseUrl);
  return {
    tenant_discovery_endpoint: `${baseUrl}/${tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}
