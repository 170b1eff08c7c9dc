import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Idempotency } from '../../../usecases/deps.ts';
import { HttpProblem } from '../reply/http-problem.ts';
import { callerOf } from './auth.ts';
import { canonicalJson } from './canonical-json.ts';

/** Reads `Idempotency-Key`; a key means something only for one caller, one method and one path. */
export function idempotencyOf(request: FastifyRequest): { idempotency?: Idempotency } {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return {};
  const given = String(header).replace(/^"(.*)"$/, '$1');
  // Node joins two headers with a comma, so a key with a comma could be two.
  if (!/^[\x20-\x7e]{1,255}$/.test(given) || given.includes(',') || given.trim() === '') {
    throw new HttpProblem('invalid-header', 'Idempotency-Key must be 1 to 255 printable ASCII characters, no comma.', {
      errors: [{ header: 'idempotency-key', code: 'wrong-format', detail: 'A UUID or a ticket number does well.' }],
    });
  }
  const { tenant, id } = callerOf(request);
  const path = request.url.split('?', 1)[0];
  return {
    idempotency: {
      key: sha256(canonicalJson([tenant, id, request.method, path, given])),
      fingerprint: sha256(canonicalJson(request.body ?? null)),
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Reads `traceparent` (W3C Trace Context); a malformed one is as good as none. */
export function traceparentOf(request: FastifyRequest): { traceparent?: string } {
  const header = String(request.headers['traceparent'] ?? '');
  const wellFormed = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(header);
  return wellFormed ? { traceparent: header } : {};
}
