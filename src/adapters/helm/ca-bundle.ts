import { readFile } from 'node:fs/promises';
import { getCACertificates, rootCertificates } from 'node:tls';

/**
 * The certificates of a file with everything that is trusted without it: helm trusts nothing but its `--ca-file`, and
 * one authority more must not shut out the public chart repositories.
 */
export async function caBundle(caFile: string): Promise<string> {
  const own = await readFile(caFile, 'utf8');
  return [...new Set([...rootCertificates, ...getCACertificates('system'), own])].join('\n');
}
