import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import type { TokenSigner } from '../kube/seam.ts';
import type { SigningKey } from './keys.ts';
import type { EntraHandler } from './routes.ts';

/**
 * Signs the tokens of service accounts as API servers do.
 * @param issuerOf the issuer that a cluster shows to others, if it shows one
 */
export function createTokenSigner(
  key: () => Promise<SigningKey>,
  issuerOf: (fqdn: string) => string | undefined,
): TokenSigner {
  return async (fqdn, { namespace, name, uid, audiences, issued, expires }) => {
    const { privateKey, keyId } = await key();
    const issuer = issuerOf(fqdn) ?? `https://${fqdn}`;
    return new SignJWT({ 'kubernetes.io': { namespace, serviceaccount: { name, uid } } })
      .setProtectedHeader({ alg: 'RS256', kid: keyId })
      .setIssuer(issuer)
      .setSubject(`system:serviceaccount:${namespace}:${name}`)
      .setAudience(audiences.length === 0 ? [issuer] : audiences)
      .setJti(randomUUID())
      .setIssuedAt(issued)
      .setNotBefore(issued)
      .setExpirationTime(expires)
      .sign(privateKey);
  };
}

/**
 * What the issuer of a cluster says of itself. Its URL is one of Azure's; the sandbox answers below the same path.
 * @param issuers the issuers of all clusters that show one
 */
export function clusterIssuerRoutes(
  issuers: () => string[],
  key: () => Promise<SigningKey>,
  baseUrl: () => string,
): Route<EntraHandler>[] {
  const base = '/:tenant/:id';
  const found = ({ tenant = '', id = '' }: Record<string, string>) =>
    issuers().find((issuer) => new URL(issuer).pathname === `/${tenant}/${id}/`);
  const missing: Reply = { status: 404 };
  return [
    {
      method: 'GET',
      pattern: `${base}/.well-known/openid-configuration`,
      handle: async ({ params }) => {
        const issuer = found(params);
        if (issuer === undefined) return missing;
        const body = {
          issuer,
          jwks_uri: `${baseUrl()}${new URL(issuer).pathname}openid/v1/jwks`,
          response_types_supported: ['id_token'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['RS256'],
        };
        return { status: 200, body };
      },
    },
    {
      method: 'GET',
      pattern: `${base}/openid/v1/jwks`,
      handle: async ({ params }) => (found(params) === undefined ? missing : { status: 200, body: (await key()).jwks }),
    },
  ];
}
