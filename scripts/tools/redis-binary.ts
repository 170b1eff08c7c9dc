import { spawnSync } from 'node:child_process';
import { findOnPath } from './find.ts';

const names = ['redis-server', 'valkey-server'];

/** Finds a Redis or Valkey server, else installs Debian's where that is possible. It never uses one that runs already. */
export function findRedisServer(): string {
  const found = findOnPath(names);
  if (found) return found;
  if (findOnPath(['apt-get']) && process.getuid?.() === 0) {
    console.log('No redis-server on the PATH: installing Debian’s package (apt-get install redis-server) …');
    // The package would start a service of its own on 6379; we want the binary alone.
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const install = ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'];
    for (const args of [['update', '-qq'], install])
      spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env });
    const installed = findOnPath(names);
    if (installed) return installed;
  }
  console.error(
    [
      'Slipway needs a Redis server (6.2 or later) or Valkey. Install one:',
      '  Debian, Ubuntu   sudo apt-get install redis-server',
      '  Fedora           sudo dnf install valkey',
      '  macOS            brew install valkey',
      'or name one that runs: REDIS_URL=redis://… npm start',
    ].join('\n'),
  );
  process.exit(1);
}
