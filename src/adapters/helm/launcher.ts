import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runChild } from './child.ts';

/**
 * What stands before a command so that it dies with this process, however that dies; nothing where the system cannot.
 * The kernel watches the thread that spawned, which in Node is the main one.
 */
export function createLauncher(path: string): () => Promise<string[]> {
  let found: Promise<string[]> | undefined;
  return () => {
    found ??= find(path);
    return found;
  };
}

async function find(path: string): Promise<string[]> {
  for (const folder of path.split(delimiter)) {
    const setpriv = join(folder, 'setpriv');
    const prefix = [setpriv, '--pdeathsig', 'KILL', '--'];
    try {
      await access(setpriv, constants.X_OK);
      // BusyBox has a setpriv that does not know the option.
      const probe = await runChild([...prefix, setpriv, '--version'], {
        env: { PATH: path },
        cwd: '/',
        timeoutMs: 5_000,
      });
      if (probe.exitCode === 0) return prefix;
    } catch {
      // not here
    }
  }
  return [];
}
