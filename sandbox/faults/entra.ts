import { randomUUID } from 'node:crypto';
import { EntraError, unknownApplication } from '../entra/errors.ts';
import type { Reply } from '../http/reply.ts';
import { object } from '../json.ts';
import type { CatalogueEntry } from './entry.ts';

const CODES = 'learn.microsoft.com/entra/identity-platform/reference-error-codes';

function refusal(error: EntraError): Reply {
  return error.answer(randomUUID(), randomUUID());
}

/** Faults of Entra's token endpoint; `match.application` is the client id that asks. */
export const entra = {
  'secret-expired': {
    what: '401 `AADSTS7000222`: the secret of the application has run out',
    source: 'dotnet/sign#849',
    on: ['token'],
    answer: ({ application }) =>
      refusal(
        new EntraError(
          7000222,
          `The provided client secret keys for app '${application}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
        ),
      ),
  },
  'application-unknown': {
    what: '400 `AADSTS700016`: the directory does not know the application, for a while or for good',
    source: CODES,
    on: ['token'],
    answer: ({ application = '' }) => refusal(unknownApplication(application)),
  },
  'assertion-out-of-time': {
    what: '401 `AADSTS700024`: the clocks differ, and the assertion is not valid yet, or no longer',
    source: CODES,
    on: ['token'],
    answer: () => refusal(new EntraError(700024, 'Client assertion is not within its valid time range.')),
  },
  'entra-unavailable': {
    what: '503 `AADSTS90033`: a transient error',
    source: 'Azure/azure-sdk-for-python#14241',
    on: ['token'],
    answer: () => refusal(new EntraError(90033, 'A transient error has occurred. Please try again.')),
  },
  'entra-throttled': {
    what: '429 `AADSTS90055` with `Retry-After` (`params.retryAfter` seconds, 5)',
    source: CODES,
    on: ['token'],
    answer: (_subject, params) => ({
      ...refusal(new EntraError(90055, 'There are too many incoming requests.')),
      headers: { 'retry-after': `${params['retryAfter'] ?? 5}` },
    }),
  },
  'entra-slow': {
    what: 'tokens are given, and late (`params.seconds`, 40, of the wall clock)',
    source: 'Azure/azure-sdk-for-python#14241',
    on: ['token'],
    bend: (reply, params) => ({ ...reply, lateMs: Number(params['seconds'] ?? 40) * 1000 }),
  },
  'tokens-short-lived': {
    what: 'tokens are said to live a minute (`params.seconds`)',
    source: 'learn.microsoft.com/entra/identity-platform/configurable-token-lifetimes',
    on: ['token'],
    bend: (reply, params) => {
      const seconds = Number(params['seconds'] ?? 60);
      const body = object(reply.body);
      if (!('access_token' in body)) return reply;
      return { ...reply, body: { ...body, expires_in: seconds, ext_expires_in: seconds } };
    },
  },
} satisfies Record<string, CatalogueEntry>;
