import { type ExecFileException, execFile } from 'node:child_process';
import { join } from 'node:path';
import { findOnPath, isExecutable } from '../../scripts/tools/find.ts';

/** Where a real client is: the repository's own copy, else the one on the PATH. */
export function findBinary(name: 'kubectl' | 'helm'): string {
  const own = join(import.meta.dirname, '../../.slipway/bin', name);
  const found = isExecutable(own) ? own : findOnPath([name]);
  if (found === undefined) throw new Error(`these tests need a real ${name}: put one into .slipway/bin or on the PATH`);
  return found;
}

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a client to its end, whatever that is. */
export function run(binary: string, args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<Outcome> {
  return new Promise((resolve) => {
    const done = (error: ExecFileException | null, stdout: string, stderr: string) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    };
    const child = execFile(binary, args, { env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 }, done);
    child.stdin?.end(input);
  });
}
