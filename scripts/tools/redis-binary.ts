import { installPackage } from './apt.ts';
import { findOnPath } from './find.ts';

const names = ['redis-server', 'valkey-server'];

/** Finds a Redis or Valkey server, else installs Debian's where that is possible. It never uses one that runs already. */
export function findRedisServer(): string {
  const found = findOnPath(names);
  if (found) return found;
  installPackage('redis-server');
  const installed = findOnPath(names);
  if (installed) return installed;
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
