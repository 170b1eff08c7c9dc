import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpContext } from './context.ts';
import { classify } from './reply/classify.ts';
import { HttpProblem } from './reply/http-problem.ts';
import { commonHeaders, internalProblem, sendProblem } from './reply/problem-reply.ts';
import { isValidationError, problemOf } from './request/validation.ts';

type Identity = Pick<HttpContext, 'publicUrl' | 'version'>;

/** Makes every error a problem, and gives every answer its common headers. */
export function answerErrors(app: FastifyInstance, { publicUrl, version }: Identity): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(commonHeaders(request.id, version));
  });
  app.setErrorHandler((error, request, reply) => answer(error, request, reply, publicUrl));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(request, reply, new HttpProblem('not-found', 'There is nothing at this path.'), publicUrl),
  );
}

/** Answers an error that struck before any hook ran, as a broken URL does. */
export function answerEarly(error: unknown, request: FastifyRequest, reply: FastifyReply, identity: Identity): void {
  reply.headers(commonHeaders(request.id, identity.version));
  answer(error, request, reply, identity.publicUrl);
}

function answer(error: unknown, request: FastifyRequest, reply: FastifyReply, publicUrl: string) {
  const known = isValidationError(error) ? problemOf(error) : classify(error);
  const told = known ?? internalProblem();
  // A pause, a full store, an Azure that does not answer are told to the caller, and are no fault of ours.
  if (told.problem.class === 'internal') request.log.error({ err: told.cause ?? error }, 'request failed');
  return sendProblem(request, reply, told, publicUrl);
}
