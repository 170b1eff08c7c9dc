import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Chart } from '../../ports.ts';
import { assertPlain } from './release.ts';

export interface ChartsOptions {
  /** Where archives of known digest are kept between runs. */
  cacheDir: string;
  /** For sites without a way out: the folder from which every chart comes, as `<name>-<version>.tgz`. */
  directory?: string;
}

/** Runs `helm pull` into a folder. @returns what helm said */
export type Pull = (args: string[]) => Promise<string>;

/** The archives of charts: from a folder of the site, from what was fetched before, or from their repository. */
export function createCharts({ cacheDir, directory }: ChartsOptions) {
  const kept = join(cacheDir, 'charts');

  /**
   * Puts the archive into `folder`, which belongs to one run, so that nobody changes it between check and use.
   * @returns its path
   */
  async function fetch(chart: Chart, folder: string, pull: Pull): Promise<string> {
    assertPlain(chart.name, chart.version);
    const target = join(folder, `${chart.name}-${chart.version}.tgz`);
    if (directory !== undefined) {
      await copyFile(join(directory, `${chart.name}-${chart.version}.tgz`), target).catch(() => {
        throw notInDirectory(chart);
      });
      await verify(chart, target);
      return target;
    }
    // By name as well: a digest that belongs to another chart, or version, is to be told and not to be had.
    const known = chart.digest && join(kept, `${chart.name}-${chart.version}-${chart.digest.replace(':', '-')}`);
    if (known && (await isKept(known, target))) {
      if ((await digestOf(target)) === chart.digest) return target;
    }
    const into = join(folder, `pull-${chart.name}`);
    await mkdir(into, { recursive: true, mode: 0o700 });
    const said = await pull(pullArguments(chart, into));
    const [archive] = (await readdir(into)).filter((name) => name.endsWith('.tgz'));
    if (archive === undefined) throw new ProblemError(problem('cni-install-failed', 'helm pull brought no archive.'));
    await rename(join(into, archive), target);
    if (await isCutShort(target)) throw cutShort(chart);
    await verify(chart, target, /^Digest:\s*(sha256:[0-9a-f]{64})$/m.exec(said)?.[1]);
    if (known) await keep(target, known);
    return target;
  }

  async function keep(from: string, known: string): Promise<void> {
    await mkdir(kept, { recursive: true, mode: 0o700 });
    // Another run may do the same: whoever is last puts the same bytes there, whole.
    const beside = `${known}.${createHash('sha256').update(from).digest('hex').slice(0, 12)}`;
    await copyFile(from, beside);
    await rename(beside, known);
  }

  return { fetch };
}

async function isKept(known: string, target: string): Promise<boolean> {
  return copyFile(known, target).then(
    () => true,
    () => false,
  );
}

/** @param manifest the digest of the registry's manifest, by which charts of a registry are pinned as well */
async function verify(chart: Chart, path: string, manifest?: string): Promise<void> {
  if (chart.digest === undefined || chart.digest === manifest) return;
  const found = await digestOf(path);
  if (found === chart.digest) return;
  const what = `${chart.name} ${chart.version} of ${chart.repository}`;
  throw new ProblemError(problem('chart-digest-mismatch', `${what} is ${found}, not ${chart.digest}.`));
}

/**
 * Whether the archive ends before its end. A server that does not say how long it is, or a mirror that kept half of it,
 * gives no other sign of a connection that was cut; whoever packs a chart anew gives a whole one.
 */
async function isCutShort(path: string): Promise<boolean> {
  const nowhere = new Writable({ write: (_chunk, _encoding, next) => next() });
  try {
    await pipeline(createReadStream(path), createGunzip(), nowhere);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
  }
}

async function digestOf(path: string): Promise<string> {
  return `sha256:${createHash('sha256')
    .update(await readFile(path))
    .digest('hex')}`;
}

function cutShort({ name, version, repository }: Chart): ProblemError {
  const detail = `${repository} gave a part of ${name} ${version} only: the archive ends in the middle.`;
  return new ProblemError(problem('chart-repository-unavailable', detail));
}

function notInDirectory({ name, version }: Chart): ProblemError {
  return new ProblemError(
    problem('chart-not-found', `${name}-${version}.tgz is not in the directory of charts.`, {
      remedy: `Whoever runs Slipway puts ${name}-${version}.tgz into SLIPWAY_CHART_DIRECTORY; then retry.`,
    }),
  );
}

function pullArguments({ repository, name, version }: Chart, into: string): string[] {
  const registry = repository.startsWith('oci://');
  const base = repository.replace(/\/+$/, '');
  return [
    'pull',
    registry ? `${base}/${name}` : name,
    ...(registry ? [] : ['--repo', base]),
    '--version',
    version,
    '--destination',
    into,
  ];
}
