import type { IncomingHttpHeaders } from 'node:http';
import { type Claims, oldIssuer, type Tokens } from '../entra/tokens.ts';
import { isManager } from './audience.ts';
import { armError } from './errors.ts';

export interface AuthenticationParts {
  tokens: Tokens;
  tenantId: string;
  baseUrl: () => string;
}

/** The caller behind a bearer token, or Resource Manager's 401 with its `WWW-Authenticate`. */
export async function authenticate(headers: IncomingHttpHeaders, parts: AuthenticationParts): Promise<Claims> {
  const { tokens, tenantId, baseUrl } = parts;
  const authority = `${baseUrl()}/${tenantId}`;
  function refuse(code: string, message: string) {
    const challenge = `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${message}"`;
    return armError(401, code, message, { headers: { 'www-authenticate': challenge } });
  }
  const header = headers.authorization;
  if (header === undefined) {
    throw refuse('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  }
  const token = /^bearer +(\S+)$/i.exec(header)?.[1];
  if (token === undefined) {
    throw refuse(
      'AuthenticationFailedInvalidHeader',
      "Authentication failed. The 'Authorization' header is provided in an invalid format.",
    );
  }
  const claims = await tokens.read(token);
  if (claims === undefined) throw refuse('InvalidAuthenticationToken', 'The access token is invalid.');
  if (claims.expires * 1000 <= Date.now()) {
    throw refuse(
      'ExpiredAuthenticationToken',
      `The access token expiry UTC time '${american(claims.expires * 1000)}' is earlier than current UTC time '${american(Date.now())}'.`,
    );
  }
  if (!isManager(claims.audience, new URL(baseUrl()).hostname)) {
    throw refuse(
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource '${claims.audience}'. It should exactly match with one of the allowed audiences '${baseUrl()}/','${baseUrl()}','https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'.`,
    );
  }
  if (claims.tenantId !== tenantId) {
    throw refuse(
      'InvalidAuthenticationTokenTenant',
      `The access token is from the wrong issuer '${oldIssuer(claims.tenantId)}'. It must match the tenant '${oldIssuer(tenantId)}' associated with this subscription. Please use the authority (URL) '${authority}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.`,
    );
  }
  return claims;
}

/** `8/1/2017 1:51:43 PM`, as Resource Manager writes times in sentences. */
function american(time: number): string {
  const words = new Date(time).toLocaleString('en-US', { timeZone: 'UTC' });
  return words.replace(',', '').replaceAll('\u202f', ' ');
}
