import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

export interface ProcessOptions {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  cwd: string;
  /** The line that says that it is ready. */
  ready: RegExp;
  /** Everything it prints, over all its lives. */
  logFile: string;
}

/** A real process with a name, that may be killed and started again. */
export interface Process {
  readonly pid: number;
  readonly runs: boolean;
  start(): Promise<void>;
  /** Sends a signal and does not wait: SIGSTOP, SIGCONT. */
  signal(name: NodeJS.Signals): void;
  /** `kill -9`: no handler of its own runs. */
  kill9(): Promise<void>;
  /** SIGTERM. @returns its exit code */
  terminate(): Promise<number | null>;
  log(): string;
}

const alive = new Set<ChildProcess>();
// Whatever ends this test ends what it started; a signal alone would skip the exit handlers.
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => process.exit(1));

export function defineProcess({ name, command, args, env, cwd, ready, logFile }: ProcessOptions): Process {
  let running: { child: ChildProcess; exited: Promise<number | null> } | undefined;
  writeFileSync(logFile, '');

  function current() {
    if (!running) throw new Error(`${name} does not run`);
    return running;
  }

  async function end(by: NodeJS.Signals): Promise<number | null> {
    const { child, exited } = current();
    child.kill(by);
    return exited;
  }

  return {
    get pid() {
      return current().child.pid ?? 0;
    },
    get runs() {
      return running !== undefined;
    },
    async start() {
      if (running) throw new Error(`${name} runs already`);
      const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      alive.add(child);
      const exited = new Promise<number | null>((resolve) => {
        // Not `exit`: what it said last is still in the pipe then.
        child.once('close', (code) => {
          alive.delete(child);
          running = undefined;
          resolve(code);
        });
      });
      running = { child, exited };
      await new Promise<void>((resolve, reject) => {
        let said = '';
        const hear = (chunk: Buffer) => {
          appendFileSync(logFile, chunk);
          if (said.length > 100_000) return;
          said += chunk.toString();
          if (ready.test(said)) resolve();
        };
        child.stdout.on('data', hear);
        child.stderr.on('data', hear);
        child.once('error', reject);
        child.once('close', (code) => reject(new Error(`${name} ended with ${code} before it was ready:\n${said}`)));
      });
    },
    signal: (by) => void current().child.kill(by),
    async kill9() {
      if (running) await end('SIGKILL');
    },
    terminate: () => end('SIGTERM'),
    log: () => readFileSync(logFile, 'utf8'),
  };
}
