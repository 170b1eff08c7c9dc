import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { createHelm, type HelmOptions } from '../../../src/adapters/helm/helm.ts';
import type { ChartRelease, HelmRun } from '../../../src/ports.ts';

export const release: ChartRelease = {
  release: 'cilium',
  namespace: 'kube-system',
  chart: { repository: 'https://charts.test/stable/', name: 'cilium', version: '1.20.2' },
  values: { operator: { replicas: 1 }, registry: { password: 'HUNTER22' } },
};

export const first: HelmRun = { job: 'job_1', again: false };

export const kubeconfig = 'users:\n- user:\n    token: "SECRET-TOKEN"\n    client-key-data: S0VZLURBVEE=\n';
export const now = Date.UTC(2026, 10, 1, 12);

/** One run of the fake helm, as it saw itself. */
export interface Run {
  args: string[];
  env: Record<string, string>;
  cwd: string;
  files: Record<string, { mode: string; text: string }>;
  folderMode: string;
}

/** What the fake helm does, by its verb: an exit code and what it says, or a script of its own. */
export type Behaviour = Record<string, { code?: number; out?: string; err?: string; script?: string }[]>;

/** The archive that the fake helm pulls, whatever the chart. */
export const archive = 'an archive';

/** Writes a program that plays helm, and an adapter over it. Each verb works off its list; the last entry stays. */
export function fakeHelm(t: TestContext, behaviour: Behaviour, options: Partial<HelmOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-helm-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const log = join(folder, 'log');
  const helmPath = join(folder, 'helm');
  writeFileSync(log, '');
  writeFileSync(helmPath, program(log, behaviour));
  chmodSync(helmPath, 0o755);
  const cacheDir = join(folder, 'cache');
  const said: unknown[] = [];
  const note = (fields: object, message: string) => void said.push({ ...fields, message });
  const helm = createHelm({
    helmPath,
    cacheDir,
    kubeconfig: async () => kubeconfig,
    clock: { now: () => now },
    log: { info: note, warn: note, error: note },
    ...options,
  });
  const all = (): Run[] =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  return {
    helm,
    folder,
    cacheDir,
    said,
    /** What was run on the cluster. */
    runs: () => all().filter(({ args }) => args[0] !== 'pull'),
    /** What was run to fetch charts. */
    pulls: () => all().filter(({ args }) => args[0] === 'pull'),
    /** What is left in the folder of runs. */
    left: () => readdirSync(join(cacheDir, 'runs')),
  };
}

function program(log: string, behaviour: Behaviour): string {
  return `#!${process.execPath}
const fs = require('node:fs');
const args = process.argv.slice(2);
const mode = (path) => (fs.statSync(path).mode & 0o777).toString(8);
const files = {};
for (const option of ['--kubeconfig', '--values', '--ca-file']) {
  const path = args[args.indexOf(option) + 1];
  if (args.includes(option)) files[option] = { mode: mode(path), text: fs.readFileSync(path, 'utf8') };
}
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ args, env: process.env, cwd: process.cwd(), files, folderMode: mode('.') }) + '\\n');
const before = fs.readFileSync(${JSON.stringify(log)}, 'utf8').split('\\n').filter(Boolean).map((line) => JSON.parse(line).args[0]);
if (args[0] === 'pull') fs.writeFileSync(args[args.indexOf('--destination') + 1] + '/pulled.tgz', ${JSON.stringify(archive)});
const turns = ${JSON.stringify(behaviour)}[args[0]] ?? [{}];
const turn = turns[Math.min(before.filter((verb) => verb === args[0]).length, turns.length) - 1];
process.stdout.write(turn.out ?? '');
process.stderr.write(turn.err ?? '');
if (turn.script) eval(turn.script);
else process.exitCode = turn.code ?? 0;
`;
}
