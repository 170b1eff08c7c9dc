import { readFileSync, writeFileSync } from 'node:fs';

/**
 * npm leaves a platform's binary out of the lock file when the registry it asks does not have it, and then `npm ci`
 * refuses the lock file on every machine. This puts the missing entries back: name, version and platform, no hash.
 * Run it after `npm install`: node_modules/.bin/node scripts/complete-lock.ts [--check]
 */
interface Package {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: (string | undefined)[];
  cpu?: (string | undefined)[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const platform = /(android|darwin|linux|win32)-(arm64|x64|arm|ia32|ppc64|s390x)(?:-(musl|gnu))?/;
const file = 'package-lock.json';
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Package> };
const missing: Record<string, Package> = {};

for (const parent of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`;
    if (lock.packages[path]) continue;
    const [, os, cpu, libc] = platform.exec(name) ?? [];
    missing[path] = {
      version,
      cpu: [cpu],
      ...(parent.dev ? { dev: true } : {}),
      ...(libc ? { libc: [libc === 'gnu' ? 'glibc' : libc] } : {}),
      optional: true,
      os: [os],
    };
  }
}

const names = Object.keys(missing);
if (process.argv.includes('--check')) {
  if (names.length > 0) console.error(`missing from ${file}: ${names.join(', ')}`);
  process.exit(names.length > 0 ? 1 : 0);
}
const all = Object.entries({ ...lock.packages, ...missing }).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(file, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`);
