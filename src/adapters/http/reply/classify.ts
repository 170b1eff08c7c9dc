import { ProblemError, problem } from '../../../model/problem.ts';
import { HttpProblem } from './http-problem.ts';

const unavailableNames = new Set([
  'AbortError',
  'MaxRetriesPerRequestError',
  'ClusterAllFailedError',
  'TimeLimitError',
]);
const unavailableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'NR_CLOSED',
]);
/** ioredis tells these by their text alone. */
const clientText =
  /^(Command timed out|Connection is closed|connect ETIMEDOUT|Socket timeout|Stream isn't writeable|Cluster isn't ready|Cluster is disconnect|Node is disconnected|None of startup nodes|No master node|Too many Cluster redirections|Failed to refresh slots|All sentinels are unreachable)/;
/** What Redis answers while it cannot do what it is asked: it loads, is full, has no primary, does not let us in. */
const serverCodes = [
  'LOADING',
  'BUSY',
  'OOM',
  'MISCONF',
  'READONLY',
  'MASTERDOWN',
  'NOREPLICAS',
  'CLUSTERDOWN',
  'TRYAGAIN',
  'UNBLOCKED',
  'NOAUTH',
  'WRONGPASS',
  'NOPERM',
];
// Before version 7 what a script met is wrapped into an error of the script.
const serverText = new RegExp(`^(ERR Error running script .*-)?(${serverCodes.join('|')}) `);

/** Whatever was thrown, as the problem to answer; `undefined` for a fault that nobody foresaw. */
export function classify(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (isUnavailable(error)) return unavailable(error);
  return fromFramework(error);
}

/** The one sentence for everything that Slipway needs and that does not answer. */
export function unavailable(cause?: unknown): ProblemError {
  return new ProblemError(problem('dependency-unavailable', 'Something that Slipway needs does not answer.'), {
    retryAfterMs: 1_000,
    cause,
  });
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return (
    unavailableNames.has(error.name) ||
    unavailableCodes.has(code) ||
    clientText.test(error.message) ||
    serverText.test(error.message)
  );
}

/** Fastify's own errors, told by their codes. */
function fromFramework(error: unknown): HttpProblem | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new HttpProblem('content-too-large', 'The body is larger than this service accepts.', {
        headers: { connection: 'close' },
      });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return wrongMediaType('The body must be application/json.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new HttpProblem('invalid-header', 'Content-Length does not match the body.');
    case 'FST_ERR_BAD_URL':
      return new HttpProblem('bad-url', 'The path has a broken percent-encoding.');
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new HttpProblem('uri-too-long', 'A part of the path is too long to be an id.');
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new HttpProblem('dependency-unavailable', 'The request took too long.');
    default:
      return undefined;
  }
}

/** 415, saying what would have been read. */
export function wrongMediaType(detail: string): HttpProblem {
  return new HttpProblem('unsupported-media-type', detail, {
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
  });
}
