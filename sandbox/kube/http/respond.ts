import type { ServerResponse } from 'node:http';
import { ApiError, statusBody } from '../status.ts';

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  code: number,
  body: unknown,
  contentType = 'application/json',
): void {
  sendText(response, code, JSON.stringify(body), contentType);
}

/** Answers with text that is ready to go. */
export function sendText(
  response: ServerResponse,
  code: number,
  text: string,
  contentType = 'text/plain; charset=utf-8',
): void {
  if (response.headersSent) return;
  response.writeHead(code, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
  });
  response.end(text);
}

/** Answers with the `Status` of a refusal; anything else that was thrown is an internal error. */
export function sendError(response: ServerResponse, error: unknown): void {
  const refusal =
    error instanceof ApiError
      ? error
      : new ApiError(500, 'InternalError', `Internal error occurred: ${(error as Error).message}`);
  sendJson(response, refusal.code, statusBody(refusal));
}

/** Adds warnings, which kubectl and helm print. */
export function addWarnings(response: ServerResponse, warnings: string[]): void {
  const lines = warnings.map((warning) => `299 - "${warning.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
  if (lines.length > 0) response.setHeader('warning', lines);
}
