import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { Agent, request } from 'undici';

const ROOT = join(import.meta.dirname, '..');
const TICKS_PER_SECOND = 100;

/** A sandbox as a process of its own, in a folder of its own, and what the kernel says of it. */
export async function startProcess({ speed, folder = mkdtempSync(join(tmpdir(), 'slipway-bench-')) }: Options) {
  const profile = process.env['BENCH_PROFILE'];
  // As `npm run sandbox` starts it.
  const options = ['--max-semi-space-size=4'];
  if (profile !== undefined) options.push('--cpu-prof', `--cpu-prof-dir=${profile}`);
  const child: ChildProcess = spawn(process.execPath, [...options, join(ROOT, 'sandbox/main.ts')], {
    env: {
      ...process.env,
      SANDBOX_PORT: '0',
      SANDBOX_SPEED: `${speed}`,
      SANDBOX_STATE: join(folder, 'state'),
      SANDBOX_CA: join(folder, 'ca.pem'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout === null) throw new Error('the sandbox has no output');
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url } = JSON.parse(`${line}`) as { url: string };
  const ca = readFileSync(join(folder, 'ca.pem'), 'utf8');
  const agent = new Agent({ connect: { ca }, connections: 64, headersTimeout: 120_000 });
  let requests = 0;

  async function send(method: 'GET' | 'PUT' | 'POST' | 'PATCH', path: string, call: Call = {}): Promise<Answer> {
    requests += 1;
    const text = call.body === undefined ? null : typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
    const answer = await request(new URL(path, url), {
      method,
      dispatcher: agent,
      body: text,
      headers: {
        'content-type': call.type ?? 'application/json',
        ...(call.token ? { authorization: `Bearer ${call.token}` } : {}),
      },
    });
    const body = await answer.body.text();
    const json = body.startsWith('{') ? JSON.parse(body) : {};
    return { status: answer.statusCode, headers: answer.headers as Record<string, string>, body: json };
  }

  function cpuSeconds(): number {
    const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** What an act cost the sandbox: processor time and wall-clock time in seconds, and how many requests it made. */
  async function measure(act: () => Promise<unknown>) {
    const before = { cpu: cpuSeconds(), requests, at: performance.now() };
    await act();
    return {
      cpu: cpuSeconds() - before.cpu,
      requests: requests - before.requests,
      wall: (performance.now() - before.at) / 1_000,
    };
  }

  return {
    url,
    folder,
    caFile: join(folder, 'ca.pem'),
    send,
    measure,
    /** Reads the page's events; the function returned ends that, and answers how many bytes came. */
    async openPage(): Promise<() => number> {
      const gone = new AbortController();
      const { body } = await request(new URL('/sandbox/live', url), { dispatcher: agent, signal: gone.signal });
      let bytes = 0;
      body.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      body.on('error', () => {});
      return () => {
        gone.abort();
        return bytes;
      };
    },
    /** Resident memory in megabytes, now and at its highest. */
    memory(): { now: number; peak: number } {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
      return { now: read('VmRSS'), peak: read('VmHWM') };
    },
    /** Ends it; its folder goes with it unless it is wanted again. */
    async stop({ keep = false } = {}): Promise<void> {
      await agent.destroy();
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      if (!keep) rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Options {
  speed: number;
  /** Of a process before; one of its own if absent. */
  folder?: string;
}

interface Call {
  token?: string;
  body?: unknown;
  type?: string;
}

interface Answer {
  status: number;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: what a benchmark reads of an answer is not worth a type
  body: any;
}

export type SandboxProcess = Awaited<ReturnType<typeof startProcess>>;
