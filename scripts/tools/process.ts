import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
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

/** Who runs here: the start itself and the processes it started. */
export interface Crew {
  starter: number;
  services: { pid: number | undefined; command: string }[];
}

/**
 * Ends what an earlier start left running because it was killed itself.
 * @returns the process id of a start that still runs in this folder, which is left alone
 */
export function endLeftovers(pidFile: string): number | undefined {
  let crew: Crew;
  try {
    crew = JSON.parse(readFileSync(pidFile, 'utf8'));
  } catch {
    return undefined;
  }
  if (runs(crew.starter, 'scripts/start.ts')) return crew.starter;
  for (const { pid, command } of crew.services) {
    if (!pid || !runs(pid, command)) continue;
    process.kill(pid, 'SIGKILL');
    // Its port is free only once it is gone.
    for (let looks = 0; looks < 100 && runs(pid, command); looks += 1);
  }
  rmSync(pidFile, { force: true });
  return undefined;
}

/** Whether this process is there, and is the one meant: its number may belong to another by now. */
function runs(pid: number, command: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' });
  return (stdout ?? '').includes(command);
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
