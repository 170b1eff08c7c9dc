import type { FastifyInstance, FastifyRequest } from 'fastify';
import { unavailable, wrongMediaType } from '../reply/classify.ts';
import { HttpProblem } from '../reply/http-problem.ts';

/** Longest URL that is read; longer ones answer 414. */
const maxUrlLength = 4_096;

/** Headers whose second line would make the first one's meaning a matter of luck. */
const singleHeaders = new Set([
  'authorization',
  'content-encoding',
  'content-type',
  'host',
  'idempotency-key',
  'if-match',
  'x-api-key',
]);

/** Refuses requests that are wrong before anybody asks what they want. */
export function checkRequests(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async (request) => {
    if (closing) throw unavailable();
    if (request.url.length > maxUrlLength) {
      throw new HttpProblem('uri-too-long', `The URL is longer than ${maxUrlLength} characters.`);
    }
    checkHeaderLines(request);
    if (request.routeOptions.url?.startsWith('/v1/')) checkMediaTypes(request);
  });
}

function checkHeaderLines({ raw }: FastifyRequest): void {
  const names = raw.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const seen = new Set<string>();
  for (const name of names) {
    if (singleHeaders.has(name) && seen.has(name)) {
      throw new HttpProblem('invalid-header', `The header ${name} stands twice.`, {
        errors: [{ header: name, code: 'repeated', detail: 'Send it once.' }],
      });
    }
    seen.add(name);
  }
  if (raw.httpVersion === '1.1' && !raw.headers.host) {
    throw new HttpProblem('invalid-header', 'HTTP/1.1 wants a Host header.');
  }
}

function checkMediaTypes({ headers }: FastifyRequest): void {
  if (headers.accept !== undefined && !acceptsJson(headers.accept)) {
    throw new HttpProblem('not-acceptable', 'Answers are application/json, errors application/problem+json.');
  }
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw wrongMediaType('The body must not be compressed.');
  }
}

function acceptsJson(accept: string): boolean {
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const refused = parameters.some((parameter) => /^q=0(\.0{1,3})?$/.test(parameter));
    return !refused && ['', '*/*', 'application/*', 'application/json', 'application/problem+json'].includes(type);
  });
}
