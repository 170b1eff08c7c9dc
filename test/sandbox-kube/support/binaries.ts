import { type ExecFileException, execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a real client is: the repository's own copy, else the one on the PATH. */
export function findBinary(name: 'kubectl' | 'helm'): string {
  const own = join(import.meta.dirname, '../../../.slipway/bin', name);
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));
  const found = [own, ...onPath].find(isExecutable);
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
