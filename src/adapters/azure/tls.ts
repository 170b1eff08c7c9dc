import { rootCertificates } from 'node:tls';
import type { TlsSettings } from '@azure/core-rest-pipeline';

/** TLS settings that trust Node's roots and the PEM text besides; nothing when there is none. */
export function trust(caPem: string | undefined): { tlsOptions: TlsSettings } | Record<never, never> {
  return caPem ? { tlsOptions: { ca: [...rootCertificates, caPem] } } : {};
}
