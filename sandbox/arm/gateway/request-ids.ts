import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { text } from '../../json.ts';

/** The ids that support asks for; the correlation id is the caller's if it sent one. */
export function requestIds({ headers }: IncomingMessage): Record<string, string> {
  const correlation = text(headers['x-ms-correlation-request-id']) ?? randomUUID();
  const stamp = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const own = text(headers['x-ms-client-request-id']);
  const isWanted = text(headers['x-ms-return-client-request-id']) === 'true';
  return {
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-request-id': correlation,
    'x-ms-routing-request-id': `SANDBOX:${stamp}:${correlation}`,
    ...(own !== undefined && isWanted ? { 'x-ms-client-request-id': own } : {}),
    'strict-transport-security': 'max-age=31536000; includeSubDomains',
    'x-content-type-options': 'nosniff',
  };
}
