const secretKey = /pass(?:word|phrase)?|secret|token|credential|api-?key|private-?key|licen[cs]e/i;
const secretLine = /(?:token|password|client-key-data|client-certificate-data):\s*"?([^\s"]+)/g;

/** A function that takes every secret of a run out of a text. */
export function createMask(kubeconfig: string, values: unknown): (text: string) => string {
  const secrets = [...kubeconfig.matchAll(secretLine)].map(([, secret]) => secret ?? '');
  gather(values, false, secrets);
  // Longest first, so that no secret is cut by a shorter one within it.
  const known = [...new Set(secrets)].filter(({ length }) => length >= 4).toSorted((a, b) => b.length - a.length);
  return (text) => maskUrls(known.reduce((masked, secret) => masked.replaceAll(secret, '***'), text));
}

/** Takes credentials out of URLs and headers. */
export function maskUrls(text: string): string {
  return text.replace(/(:\/\/)[^/\s:@]+:[^/\s@]+@/g, '$1***@').replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/g, '$1 ***');
}

/** Every text under a key that sounds secret. */
function gather(value: unknown, secret: boolean, found: string[]): void {
  if (typeof value === 'string') {
    if (secret) found.push(value);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) gather(member, secret || secretKey.test(key), found);
  }
}
