import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { ProblemError } from '../../../model/problem.ts';
import { HttpProblem } from './http-problem.ts';
import { commonHeaders, renderProblem } from './problem-reply.ts';

interface Identity {
  publicUrl: string;
  version: string;
}

/** Answers on a socket whose bytes never became a request. */
export function onClientError(identity: Identity) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const { status, headers, body } = render(unreadable(error.code), identity);
    const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    socket.end(`HTTP/1.1 ${status} Refused\r\n${head}\r\n${body}`);
  };
}

/** Answers a request whose `Expect` is not `100-continue`: Node gives it to nobody else. */
export function onExpectation(identity: Identity) {
  return (_request: IncomingMessage, response: ServerResponse): void => {
    const refusal = new HttpProblem('expectation-failed', 'The only expectation that can be met is 100-continue.');
    const { status, headers, body } = render(refusal, identity);
    response
      .writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' })
      .end(body);
  };
}

function render(error: ProblemError, { publicUrl, version }: Identity) {
  const requestId = randomUUID();
  const { status, headers, body } = renderProblem(error, requestId, publicUrl);
  return { status, headers: { ...commonHeaders(requestId, version), ...headers }, body: JSON.stringify(body) };
}

function unreadable(code: string | undefined): HttpProblem {
  if (code === 'HPE_HEADER_OVERFLOW') return new HttpProblem('headers-too-large', 'The headers exceed 16 KiB.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new HttpProblem('request-timeout', 'The request did not arrive in time.');
  }
  return new HttpProblem('invalid-header', 'The request line or a header is not valid HTTP.');
}
