import type { JWTPayload, ProtectedHeaderParameters } from 'jose';
import { EntraError } from './errors.ts';

/** A signed assertion, read and not yet believed. */
export interface Assertion {
  token: string;
  header: ProtectedHeaderParameters;
  claims: JWTPayload;
}

/** Entra forgives clocks that are five minutes apart. */
const LEEWAY_S = 300;

/** Refuses an assertion that has expired or is not valid yet; one without an expiry has never been. */
export function checkTimes({ nbf, exp }: JWTPayload): void {
  const now = Date.now() / 1000;
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  if (exp !== undefined && exp + LEEWAY_S > now && (nbf ?? 0) - LEEWAY_S <= now) return;
  throw new EntraError(
    700024,
    `Client assertion is not within its valid time range. Current time: ${iso(now)}, assertion valid from ${iso(nbf ?? 0)}, expiry time of assertion ${iso(exp ?? 0)}. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .`,
  );
}
