import type { FastifyInstance, FastifyRequest } from 'fastify';
import { wrongMediaType } from '../reply/classify.ts';
import { HttpProblem } from '../reply/http-problem.ts';
import { parseStrictJson } from './strict-json.ts';

/** Makes JSON the only thing that is read, strictly; see `strict-json.ts`. */
export function useStrictJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  for (const type of ['application/json', 'application/merge-patch+json']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, async (request: FastifyRequest, bytes: Buffer) => {
      assertUtf8(request.headers['content-type'] ?? '');
      return request.routeOptions.schema?.body ? parseStrictJson(bytes) : assertNothing(bytes);
    });
  }
}

function assertUtf8(contentType: string): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  if (charset && charset.toLowerCase() !== 'utf-8' && charset.toLowerCase() !== 'utf8') {
    throw wrongMediaType('The body must be UTF-8.');
  }
}

/** Many clients send a JSON content type with no body, or `{}`, where none is wanted: harmless. */
function assertNothing(bytes: Buffer): undefined {
  const body = bytes.length === 0 ? {} : parseStrictJson(bytes);
  if (typeof body !== 'object' || body === null || Array.isArray(body) || Object.keys(body).length > 0) {
    throw new HttpProblem('invalid-request', 'This request takes no body.');
  }
  return undefined;
}
