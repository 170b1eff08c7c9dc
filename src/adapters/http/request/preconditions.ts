import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../reply/http-problem.ts';

/** The strong entity tag of a version of a record. */
export function etag(version: number): string {
  return `"${version}"`;
}

/** Sets `ETag`; true if the caller has this version already and 304 is the whole answer. */
export function isUnchanged(request: FastifyRequest, reply: FastifyReply, version: number): boolean {
  reply.header('etag', etag(version));
  const known = tagsOf(request.headers['if-none-match']);
  return known.includes('*') || known.includes(etag(version));
}

/**
 * The version that `If-Match` asks for, if it asks for one.
 * @throws HttpProblem `precondition-failed` for a tag that no version of ours ever had
 */
export function wantedVersion(request: FastifyRequest): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return undefined;
  const version = /^"(\d{1,15})"$/.exec(header.trim())?.[1];
  if (version === undefined)
    throw new HttpProblem('precondition-failed', 'If-Match names no version of this resource.');
  return Number(version);
}

/** The entity tags of `If-None-Match`, which compares weakly (RFC 9110). */
export function tagsOf(header: string | undefined): string[] {
  return (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}
