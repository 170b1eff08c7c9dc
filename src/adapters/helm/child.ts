import { type ChildProcess, spawn } from 'node:child_process';

export interface ChildResult {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  /** Killed at its time limit, or because it had to stop. */
  late: boolean;
}

export interface ChildOptions {
  env: Record<string, string>;
  cwd: string;
  timeoutMs: number;
  /** Kills it when aborted. */
  stopping?: AbortSignal | undefined;
}

const mostOutput = 4_000_000;

/** Runs a program to its end, or to its time limit; nothing of ours reaches it but `env`. */
export function runChild(command: readonly string[], options: ChildOptions): Promise<ChildResult> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const { env, cwd, timeoutMs, stopping } = options;
    // A process group of its own, so that what it starts is killed with it.
    const child = spawn(program, args, { env, cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let late = false;
    const kill = () => {
      late = true;
      killGroup(child);
      // What has left the group may hold the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const limit = setTimeout(kill, timeoutMs);
    stopping?.addEventListener('abort', kill, { once: true });
    const settled = () => {
      clearTimeout(limit);
      stopping?.removeEventListener('abort', kill);
    };
    const stdout = gather(child.stdout);
    const stderr = gather(child.stderr);
    child.once('error', (error) => {
      settled();
      reject(error);
    });
    child.once('close', (code) => {
      settled();
      resolve({ exitCode: code ?? undefined, stdout: stdout(), stderr: stderr(), late });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
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
