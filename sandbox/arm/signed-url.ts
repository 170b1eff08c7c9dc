import { createHash, createHmac } from 'node:crypto';

/** AKS's own, whatever api-version the request had (recordings of 2026; 2016-03-30 before). */
const OPERATION_API_VERSION = '2025-03-01';
const CERTIFICATE_LENGTH = 2600;
const TICKS_AT_EPOCH = 621355968000000000n;

/**
 * Signs operation URLs as Resource Manager does: `t` .NET ticks, `c` a certificate, `s` a signature of 342 characters and
 * `h` a hash, some 3,300 characters in all, so that a client which shortens, rebuilds or logs them is found out here.
 */
export function createUrlSigner(baseUrl: () => string, secret: string) {
  const certificate = stretch(`${secret} certificate`, CERTIFICATE_LENGTH).replace(/^.{4}/, 'MIIH');

  function signature(path: string, apiVersion: string, ticks: string): { s: string; h: string } {
    const subject = `${path.toLowerCase()}?${apiVersion}&${ticks}`;
    return { s: stretch(`${secret} ${subject}`, 342), h: createHash('sha256').update(subject).digest('base64url') };
  }

  return {
    sign(path: string, apiVersion: string = OPERATION_API_VERSION): string {
      const ticks = `${BigInt(Date.now()) * 10000n + TICKS_AT_EPOCH}`;
      const { s, h } = signature(path, apiVersion, ticks);
      return `${baseUrl()}${path}?api-version=${apiVersion}&t=${ticks}&c=${certificate}&s=${s}&h=${h}`;
    },
    /** Whether the URL is one that `sign` gave out, unchanged. */
    verify(path: string, query: URLSearchParams): boolean {
      const { s, h } = signature(path, query.get('api-version') ?? '', query.get('t') ?? '');
      return query.get('s') === s && query.get('h') === h && query.get('c') === certificate;
    },
  };
}
export type UrlSigner = ReturnType<typeof createUrlSigner>;

/** Base64url text of the given length, the same for the same seed. */
function stretch(seed: string, length: number): string {
  let text = '';
  for (let block = 0; text.length < length; block += 1) {
    text += createHmac('sha512', seed).update(`${block}`).digest('base64url');
  }
  return text.slice(0, length);
}
