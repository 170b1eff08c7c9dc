import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { readFile } from './read-file.ts';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const YEAR_MS = 365 * 24 * 3600 * 1000;

/** PEM texts: the authority's certificate, the server's, and its key. */
export interface TlsMaterial {
  caPem: string;
  certPem: string;
  keyPem: string;
}

/**
 * The sandbox's own certificate authority, made once and kept, and a server certificate made at each start for the names
 * that clients use. The CA certificate is also written to `caFile` for them.
 */
export async function loadTls(stateFolder: string, caFile: string, names: string[]): Promise<TlsMaterial> {
  mkdirSync(stateFolder, { recursive: true });
  const authority = (await readAuthority(stateFolder)) ?? (await makeAuthority(stateFolder));
  const caPem = `${authority.certificate.toString('pem')}\n`;
  mkdirSync(dirname(caFile), { recursive: true });
  writeFileSync(caFile, caPem);

  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    subject: 'CN=localhost, O=Slipway sandbox',
    issuer: authority.certificate.subject,
    ...validity(2),
    signingKey: authority.key,
    publicKey: keys.publicKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(
        names.map((name) => ({ type: /[:]|^[\d.]+$/.test(name) ? 'ip' : 'dns', value: name })),
      ),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
    ],
  });
  return { caPem, certPem: certificate.toString('pem'), keyPem: await exportKey(keys.privateKey) };
}

async function readAuthority(folder: string) {
  const [certificatePem, keyPem] = [readFile(join(folder, 'ca.pem')), readFile(join(folder, 'ca-key.pem'))];
  if (certificatePem === undefined || keyPem === undefined) return undefined;
  const key = await webcrypto.subtle.importKey('pkcs8', PemConverter.decodeFirst(keyPem), ALGORITHM, true, ['sign']);
  return { certificate: new X509Certificate(certificatePem), key };
}

async function makeAuthority(folder: string) {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Slipway sandbox CA',
    ...validity(10),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  writeFileSync(join(folder, 'ca-key.pem'), await exportKey(keys.privateKey), { mode: 0o600 });
  writeFileSync(join(folder, 'ca.pem'), certificate.toString('pem'));
  return { certificate, key: keys.privateKey };
}

/** An hour of grace before, for clocks that lag. */
function validity(years: number) {
  return { notBefore: new Date(Date.now() - 3600_000), notAfter: new Date(Date.now() + years * YEAR_MS) };
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  return PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
