/** The HTTP status and RFC 6749's word for each AADSTS number that the sandbox knows (seen in issues of Azure's clients). */
const KINDS = {
  50027: [400, 'invalid_request'],
  50059: [400, 'invalid_request'],
  50166: [400, 'invalid_request'],
  70003: [400, 'unsupported_grant_type'],
  70011: [400, 'invalid_scope'],
  70025: [401, 'invalid_client'],
  90002: [400, 'invalid_request'],
  90033: [503, 'temporarily_unavailable'],
  90055: [429, 'temporarily_unavailable'],
  500011: [400, 'invalid_resource'],
  700016: [400, 'unauthorized_client'],
  700021: [401, 'invalid_client'],
  700023: [401, 'invalid_client'],
  700024: [401, 'invalid_client'],
  700027: [401, 'invalid_client'],
  700211: [401, 'invalid_client'],
  700212: [401, 'invalid_client'],
  700213: [401, 'invalid_client'],
  900144: [400, 'invalid_request'],
  1002012: [400, 'invalid_scope'],
  7000112: [400, 'unauthorized_client'],
  7000215: [401, 'invalid_client'],
  7000216: [401, 'invalid_client'],
  7000222: [401, 'invalid_client'],
  7000272: [401, 'invalid_client'],
} as const satisfies Record<number, readonly [number, string]>;

/** A refusal of Entra; the message stands without its number, which the answer puts before it. */
export class EntraError extends Error {
  readonly code: keyof typeof KINDS;
  constructor(code: keyof typeof KINDS, message: string) {
    super(message);
    this.code = code;
  }

  /** The answer in Entra's words: RFC 6749's fields, the number and the three trace fields. */
  answer(traceId: string, correlationId: string): { status: number; body: Record<string, unknown> } {
    const [status, error] = KINDS[this.code];
    const timestamp = new Date()
      .toISOString()
      .replace('T', ' ')
      .replace(/\.\d+Z$/, 'Z');
    return {
      status,
      body: {
        error,
        error_description: `AADSTS${this.code}: ${this.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
        error_codes: [this.code],
        timestamp,
        trace_id: traceId,
        correlation_id: correlationId,
        error_uri: `https://login.microsoftonline.com/error?code=${this.code}`,
      },
    };
  }
}

/** The directory knows no application with that client id (`AADSTS700016`). */
export const unknownApplication = (id: string): EntraError =>
  new EntraError(
    700016,
    `Application with identifier '${id}' was not found in the directory 'Sandbox'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  );
