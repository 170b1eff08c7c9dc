import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

const MAIN = join(import.meta.dirname, '../../sandbox/main.ts');

/** The sandbox as a process of its own, on a free port, with its files in `folder`; it dies with the test. */
export async function launch(
  t: TestContext,
  folder: string,
  env: Record<string, string> = {},
): Promise<{ child: ChildProcess; url: string; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      SANDBOX_PORT: '0',
      SANDBOX_DURATIONS: 'typical',
      SANDBOX_STATE: join(folder, 'state'),
      SANDBOX_CA: join(folder, 'ca.pem'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  const [line] = await once(createInterface(child.stdout), 'line');
  const { ready, url } = JSON.parse(`${line}`);
  assert.equal(ready, true);
  return {
    child,
    url,
    async kill() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
