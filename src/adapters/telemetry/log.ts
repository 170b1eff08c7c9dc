import { type Logger, pino } from 'pino';

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

/** JSON lines on standard output. `err` members are serialised with their stack. */
export function createLogger(level: string, base: Record<string, unknown> = {}): Logger {
  return pino({
    level,
    base,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: secretMembers.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`, `*.*.*["${name}"]`]),
      censor: '[redacted]',
    },
  });
}
