import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

/** A process that we started, and that ends with us. */
export interface Service {
  name: string;
  child: ChildProcess;
  /** Settles when the process has said that it is ready, or has ended before. */
  ready: Promise<void>;
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
  readyLine: RegExp;
}

/** Starts a process. It is there at once, to be stopped, and ready when its `ready` says so. */
export function startService({ name, command, args, env, logFile, readyLine }: ServiceOptions): Service {
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
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: stdout }).on('line', (line) => {
      writeFileSync(log, `${line}\n`);
      if (readyLine.test(line)) resolve();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before it was ready; see ${logFile}`)));
  });
  // `close` and not `exit`: its last lines may still be on their way.
  child.once('close', () => closeSync(log));
  return {
    name,
    child,
    ready,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
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
 * Takes the folder for this start, and ends what an earlier one left running because it was killed itself.
 * @returns the process id of a start that holds the folder, which is left alone
 */
export function takeFolder(pidFile: string): number | undefined {
  for (;;) {
    try {
      // Of two starts at the same instant one makes the file.
      writeFileSync(pidFile, JSON.stringify({ starter: process.pid, services: [] } satisfies Crew), { flag: 'wx' });
      return undefined;
    } catch {
      const { starter, services } = readCrew(pidFile);
      if (starter && runs(starter, 'scripts/start.ts')) return starter;
      for (const { pid, command } of services) if (pid) endProcess(pid, command);
      rmSync(pidFile, { force: true });
    }
  }
}

function readCrew(pidFile: string): Crew {
  try {
    return JSON.parse(readFileSync(pidFile, 'utf8'));
  } catch {
    return { starter: 0, services: [] };
  }
}

function endProcess(pid: number, command: string): void {
  if (!runs(pid, command)) return;
  process.kill(pid, 'SIGKILL');
  // Its port is free only once it is gone.
  for (let looks = 0; looks < 100 && runs(pid, command); looks += 1);
}

/** Whether this process is there, and is the one meant: its number may belong to another by now. */
function runs(pid: number, command: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', `${pid}`], { encoding: 'utf8' });
  return (stdout ?? '').includes(command);
}

/** Below what the kernel gives to outgoing connections: one of those may take any port between a look at it and its use. */
const [lowestPort, portCount] = [10_000, 22_000];
/** Each process begins elsewhere, so that two that look at the same time do not find the same. */
let nextPort = (process.pid * 32) % portCount;

/** A port of loopback on which nothing listens, and that this process has not been given before. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowestPort + nextPort;
    nextPort = (nextPort + 1) % portCount;
    if (!(await isTaken(port))) return port;
  }
}

/** Whether something listens on the port already. */
export async function isTaken(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(true));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(false)));
  });
}
