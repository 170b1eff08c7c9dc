import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError, problem } from '../../../model/problem.ts';
import { presentProblem } from '../../../model/view.ts';
import { HttpProblem } from './http-problem.ts';

/** The media type of every error (RFC 9457). */
const problemType = 'application/problem+json; charset=utf-8';

/** The headers that every answer carries, the ones to unreadable requests too. */
export function commonHeaders(requestId: string, version: string): Record<string, string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store', 'slipway-version': version };
}

/** An error as status, headers and body; for Fastify's replies and for bare sockets alike. */
export function renderProblem(error: ProblemError, requestId: string, publicUrl: string) {
  const { status } = error.problem;
  const body = {
    ...presentProblem(error.problem, publicUrl),
    ...error.members,
    instance: `urn:uuid:${requestId}`,
    requestId,
  };
  const waitMs = error.retryAfterMs ?? (status === 503 || status === 429 ? 1_000 : undefined);
  const headers: Record<string, string> = {
    'content-type': problemType,
    ...(waitMs === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) }),
    ...(status === 401 ? { 'www-authenticate': 'Bearer realm="slipway", Basic realm="slipway"' } : {}),
    ...(error instanceof HttpProblem ? error.headers : {}),
  };
  return { status, headers, body };
}

/** What a caller hears of a fault: that there was one, and the number to quote. */
export function internalProblem(): ProblemError {
  return new ProblemError(
    problem('internal', 'Something failed inside Slipway. Quote the request id to its operator.'),
  );
}

/** Sends an error as the answer. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: ProblemError, publicUrl: string) {
  const { status, headers, body } = renderProblem(error, request.id, publicUrl);
  return reply.code(status).headers(headers).send(JSON.stringify(body));
}
