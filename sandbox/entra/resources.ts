import { isManager } from '../arm/audience.ts';
import { AKS_SERVER_APPLICATION } from '../arm/clusters/credentials.ts';
import type { Applications } from './applications.ts';
import { EntraError } from './errors.ts';

/** What a token is for. */
export interface Resource {
  audience: string;
  /** Which version of token it takes. */
  version: 1 | 2;
}

/** Microsoft's own services, which every tenant has; the sandbox issues tokens for them and plays none. */
const FIRST_PARTY = [
  'https://graph.microsoft.com',
  '00000003-0000-0000-c000-000000000000',
  'https://redis.azure.com',
  'https://vault.azure.net',
  'https://storage.azure.com',
  'https://database.windows.net',
  'https://containerregistry.azure.net',
  'https://monitor.azure.com',
];
const SUFFIX = '/.default';

/** The resource of a request: version 2 names it as scope, version 1 as resource. */
export function resourceOf(form: URLSearchParams, parts: ResourceParts): Resource {
  const scope = form.get('scope')?.trim();
  const audience = scope ? audienceOf(scope) : form.get('resource');
  if (!audience) throw missing(form.has('resource') ? 'resource' : 'scope');
  const plain = audience.replace(/\/$/, '');
  const application = parts.applications.byIdentifier(plain);
  if (application?.requestedAccessTokenVersion === 2) return { audience: application.applicationId, version: 2 };
  const known =
    application !== undefined ||
    [AKS_SERVER_APPLICATION, ...FIRST_PARTY].includes(plain) ||
    isManager(audience, parts.ownHost());
  if (known) return { audience, version: 1 };
  throw new EntraError(
    500011,
    `The resource principal named ${audience} was not found in the tenant named Sandbox. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  );
}

export interface ResourceParts {
  applications: Applications;
  ownHost: () => string;
}

/** A parameter of the form is not there (`AADSTS900144`). */
export const missing = (parameter: string): EntraError =>
  new EntraError(900144, `The request body must contain the following parameter: '${parameter}'.`);

/** Of `https://host/.default`; the words of OpenID Connect may stand beside it and mean nothing here. */
function audienceOf(scope: string): string {
  const scopes = scope.split(/\s+/).filter((one) => !['openid', 'profile', 'offline_access'].includes(one));
  const [first = scope, second] = scopes;
  if (second !== undefined) {
    throw new EntraError(
      70011,
      `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
    );
  }
  if (!first.endsWith(SUFFIX)) {
    throw new EntraError(
      1002012,
      `The provided value for scope ${first} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
    );
  }
  return first.slice(0, -SUFFIX.length);
}
