const classes: [RegExp, string][] = [
  [/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, 'timeout'],
  [/^(ENOTFOUND|EAI_\w+|ENODATA)$/, 'dns_error'],
  [/^ECONNREFUSED$/, 'connection_refused'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED)$/, 'connection_reset'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES)$/, 'unreachable'],
  [/^ERR_IP_BLOCKED$/, 'blocked'],
  [
    /^(ERR_TLS_|ERR_SSL_|EPROTO|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA)/,
    'tls_error',
  ],
  [/^(HPE_|UND_ERR_|HTTPParserError)/, 'invalid_response'],
];

/** The class of a failed exchange, as the delivery log shows it: `timeout`, `dns_error`, `tls_error` … */
export function errorClass(error: unknown): string {
  if (isTimeout(error)) return 'timeout';
  const code = codeOf(error);
  return classes.find(([pattern]) => pattern.test(code))?.[1] ?? 'network_error';
}

/** Whether an `AbortSignal.timeout` ended it. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Node joins the failures of several dials in one error without a code of its own. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return error.cause ? codeOf(error.cause) : error.name;
}
