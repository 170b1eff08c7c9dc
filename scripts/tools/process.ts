import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A process that we started, and that ends with us. */
export interface Service {
  name: string;
  child: ChildProcess;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Everything it prints goes here. */
  logFile: string;
  /** The line that says that it is ready. */
  ready: RegExp;
}

/** Starts a process and waits until it says that it is ready. */
export async function startService({ name, command, args, env, logFile, ready }: ServiceOptions): Promise<Service> {
  const log = openSync(logFile, 'a');
  // A group of its own: Ctrl-C is ours to pass on, in the right order.
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', log],
    detached: true,
  });
  const { stdout } = child;
  if (!stdout) throw new Error(`${name} has no output`);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      writeFileSync(log, `${line}\n`);
      if (ready.test(line)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready; see ${logFile}`)));
  });
  void exited.then(() => closeSync(log));
  return {
    name,
    child,
    async stop() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 12_000);
      await exited;
      clearTimeout(late);
    },
  };
}

/** Ends what an earlier start left running because it was killed itself. */
export function endLeftovers(pidFile: string): void {
  let pids: { pid: number; command: string }[];
  try {
    pids = JSON.parse(readFileSync(pidFile, 'utf8'));
  } catch {
    return;
  }
  for (const { pid, command } of pids) {
    try {
      // The number may belong to another process by now.
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(command)) process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  rmSync(pidFile, { force: true });
}

/** A TCP port of loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

/** Whether something listens on the port already. */
export async function isTaken(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
