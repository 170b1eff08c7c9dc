import { spawnSync } from 'node:child_process';
import { findOnPath } from './find.ts';

/** Installs a package of Debian's where that is possible: with apt-get, as root. */
export function installPackage(name: string): void {
  if (!findOnPath(['apt-get']) || process.getuid?.() !== 0) return;
  console.log(`Installing Debian’s package (apt-get install ${name}) …`);
  // Some packages would start a service of their own; we want their programs alone.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  const install = ['install', '-y', '-qq', '--no-install-recommends', name];
  for (const args of [['update', '-qq'], install])
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
}
