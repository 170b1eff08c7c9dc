import { randomUUID } from 'node:crypto';
import { type Reply, ReplyError } from '../http/reply.ts';

/** An error of the token endpoint in Entra's words: RFC 6749's fields, the AADSTS number and the three trace fields. */
export function entraError(status: number, error: string, code: number, message: string): ReplyError {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const description = `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  const reply: Reply = {
    status,
    body: {
      error,
      error_description: description,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
  return new ReplyError(reply, description);
}
