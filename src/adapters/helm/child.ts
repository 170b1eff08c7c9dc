import { spawn } from 'node:child_process';

export interface ChildResult {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** Killed at its time limit. */
  late: boolean;
}

export interface ChildOptions {
  env: Record<string, string>;
  cwd: string;
  timeoutMs: number;
}

const mostOutput = 4_000_000;

/** Runs a program to its end, or to its time limit; nothing of ours reaches it but `env`. */
export function runChild(command: readonly string[], options: ChildOptions): Promise<ChildResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: options.env, cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
      // A grandchild may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    }, options.timeoutMs);
    const stdout = gather(child.stdout);
    const stderr = gather(child.stderr);
    child.once('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve({ exitCode: code ?? undefined, stdout: stdout(), stderr: stderr(), late });
    });
  });
}

/** Collects a stream's text; of one that is too long, the end, which says what went wrong. */
function gather(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(-mostOutput);
  });
  return () => text;
}
