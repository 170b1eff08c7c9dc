import type { IncomingHttpHeaders } from 'node:http';
import type { Claims, Tokens } from '../entra/tokens.ts';
import { armError } from './errors.ts';

/** The audiences that Resource Manager takes in Azure's clouds; the sandbox's own host is one too. */
const ARM_HOSTS = [
  'management.azure.com',
  'management.core.windows.net',
  'management.usgovcloudapi.net',
  'management.chinacloudapi.cn',
  'localhost',
  '127.0.0.1',
];

/** The caller behind a bearer token, or Resource Manager's 401 with its `WWW-Authenticate`. */
export function authenticate(headers: IncomingHttpHeaders, tokens: Tokens, authority: string, ownHost: string): Claims {
  function refuse(code: string, message: string) {
    const challenge = `Bearer authorization_uri="${authority}", error="invalid_token", error_description="${message}"`;
    return armError(401, code, message, { headers: { 'www-authenticate': challenge } });
  }
  const header = headers.authorization;
  if (header === undefined) {
    throw refuse('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.");
  }
  const [scheme, token] = header.split(' ');
  const claims = scheme?.toLowerCase() === 'bearer' && token !== undefined ? tokens.read(token) : undefined;
  if (claims === undefined) throw refuse('InvalidAuthenticationToken', 'The access token is invalid.');
  if (claims.expires * 1000 <= Date.now()) {
    const [expiry, now] = [new Date(claims.expires * 1000), new Date()].map((date) => date.toISOString());
    throw refuse(
      'ExpiredAuthenticationToken',
      `The access token expiry UTC time '${expiry}' is earlier than current UTC time '${now}'.`,
    );
  }
  if (![...ARM_HOSTS, ownHost].includes(hostOf(claims.audience))) {
    throw refuse(
      'InvalidAuthenticationTokenAudience',
      `The access token has been obtained for wrong audience or resource '${claims.audience}'.`,
    );
  }
  return claims;
}

function hostOf(audience: string): string {
  return URL.canParse(audience) ? new URL(audience).hostname : audience;
}
