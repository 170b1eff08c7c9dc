/** What differs from run to run, and what is said instead; in this order. */
const masks: [RegExp, string][] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uuid>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '<token>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?( ?(Z|UTC|[+-]\d\d:?\d\d))?( UTC)?/g, '<time>'],
  [
    /\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun),? ([A-Z][a-z]{2} +\d+|\d\d [A-Z][a-z]{2} \d{4}) \d\d:\d\d:\d\d( [+-]\d{4}| \d{4})?/g,
    '<time>',
  ],
  // Ages and durations: `45s`, `3m20s`, `5.02s`.
  [/\b(\d+d)?(\d+h)?(\d+m)?\d+(\.\d+)?(ms|µs|s|m|h|d)\b/g, '<age>'],
  [/<invalid>|<unknown>/g, '<age>'],
  // Events that came more than once are counted.
  [/\(x\d+ over <age>\)/g, ''],
  [/\bv?\d+\.\d+\.\d+(-[\w.]+)? \((client|this tool)\)/g, '<version>'],
  [/((?:Client|Kustomize) Version: |azure-cli +|GitCommit:|GoVersion:|KubeClientVersion:)\S+/g, '$1<version>'],
  [/(resourceVersion"?: "?)\d+/g, '$1<version>'],
  [/(aks-\w+-)\d{8}(-vmss)/g, '$1<id>$2'],
  [/-\w{8}(\.hcp\.)/g, '-<id>$1'],
  [/too old resource version: \d+ \(\d+\)/g, 'too old resource version'],
  // Which of two nodes a pod goes to, and which address it gets there.
  [/(-vmss)\w{6}\b(\/10\.224\.0\.\d+)?/g, '$1<n>'],
  [/\b10\.244\.\d+\.\d+/g, '<pod>'],
  // The parts of names that the API server and the Deployment controller make up.
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-<hash>-<id>'],
  [/-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g, '-<hash>'],
  [/([-.])[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '$1<id>'],
  [/\b([0-9a-f]{32}|[0-9a-f]{64})\b/g, '<digest>'],
  [/(certificate-authority-data|client-certificate-data|client-key-data): \S+/g, '$1: <data>'],
  // Columns are as wide as their widest cell, which may be masked.
  [/(?<=\S)[ \t]+/g, ' '],
  [/[ \t]+$/gm, ''],
];

/** An output without what differs from run to run; two outputs that are equal so say the same. */
export function masked(output: string): string {
  return masks.reduce((text, [pattern, instead]) => text.replace(pattern, instead), output);
}
