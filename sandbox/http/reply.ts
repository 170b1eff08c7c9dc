import type { ServerResponse } from 'node:http';

/** What a handler answers; the listener writes it. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, instead of `body`. */
  raw?: string | Uint8Array;
  contentType?: string;
  /** The request took effect, and the caller never hears of it: the connection is cut. */
  hangUp?: boolean;
  /** How many bytes of the content leave before the connection is cut; the headers name all of them. */
  cutAt?: number;
  /** How many wall-clock milliseconds the answer is kept back. */
  lateMs?: number;
}

/** A reply thrown out of the depth of a handler. */
export class ReplyError extends Error {
  readonly reply: Reply;
  constructor(reply: Reply, message: string) {
    super(message);
    this.reply = reply;
  }
}

export const JSON_UTF8 = 'application/json; charset=utf-8';

/** Resource providers answer without a charset, Resource Manager itself with one (recordings of 2023 to 2026). */
export const JSON_PLAIN = 'application/json';

/** Sends a reply; one that hangs up or is cut ends the connection. */
export function writeReply(response: ServerResponse, reply: Reply): void {
  if (reply.hangUp) {
    response.destroy();
    return;
  }
  const payload = reply.raw ?? (reply.body === undefined ? '' : JSON.stringify(reply.body));
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  if (reply.contentType !== undefined || reply.body !== undefined) {
    response.setHeader('content-type', reply.contentType ?? JSON_UTF8);
  }
  if (reply.status !== 204) response.setHeader('content-length', Buffer.byteLength(payload));
  response.writeHead(reply.status);
  if (reply.cutAt !== undefined) {
    response.write(Buffer.from(payload).subarray(0, reply.cutAt), () => response.destroy());
    return;
  }
  response.end(reply.status === 204 ? undefined : payload);
}
