import { type Logger, type LoggerOptions, pino } from 'pino';

/** Members that may hold a secret, wherever they turn up in what is logged. */
const secretMembers = [
  'authorization',
  'apiKey',
  'x-api-key',
  'clientSecret',
  'secret',
  'token',
  'kubeconfig',
  'password',
  'webhook-signature',
];

/** JSON lines, on standard output unless told otherwise. `err` members are serialised with their stack. */
export function createLogger(
  level: string,
  base: Record<string, unknown> = {},
  output: 'stdout' | 'stderr' = 'stdout',
): Logger {
  const options: LoggerOptions = {
    level,
    base,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError },
    redact: {
      paths: secretMembers.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`, `*.*.*["${name}"]`]),
      censor: '[redacted]',
    },
  };
  return pino(options, process[output]);
}

/**
 * What a log line says of an error. Never its other members: a Redis error carries the whole command that failed, with
 * passwords, records and secrets among the arguments.
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) };
  return { type: error.name, message: error.message, stack: error.stack, ...code, ...cause };
}
