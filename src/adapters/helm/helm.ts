import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { ProblemError, problem } from '../../model/problem.ts';
import type { Chart, ChartRelease, Clock, Helm, HelmRun, KubeTarget, Log } from '../../ports.ts';
import { caBundle } from './ca-bundle.ts';
import { createCharts } from './charts.ts';
import { type ChildResult, runChild } from './child.ts';
import { helmProblem, lastLines } from './failure.ts';
import { createLauncher } from './launcher.ts';
import { createLimit } from './limit.ts';
import { createMask, maskUrls } from './mask.ts';
import { assertPlain, releaseArguments, upgradeArguments } from './release.ts';
import { deployedAs, repairOf } from './repair.ts';
import { inWorkspace, sweepWorkspaces, type Workspace, type WorkspaceContent } from './workspace.ts';

export interface HelmOptions {
  /** A path, or a name to be found in `path`. */
  helmPath: string;
  /** The kubeconfig to give to helm: `kube.ownKubeconfig`, good for longer than a run. */
  kubeconfig: (target: KubeTarget) => Promise<string>;
  /** More certificate authorities for chart repositories, as a PEM file: added to the public ones. */
  caFile?: string;
  /** For sites without a way out: the folder from which every chart comes. */
  chartDirectory?: string;
  /** Credentials of registries that charts come from: the content of a `.dockerconfigjson`. */
  registries?: string;
  /** A folder of this service: charts that were fetched, and the short-lived files of each run. */
  cacheDir: string;
  /** When a helm is killed. Default 60 s. */
  timeoutMs?: number;
  /** How many helms run at once. Default 4. */
  concurrency?: number;
  clock: Pick<Clock, 'now'>;
  log: Log;
  /** Where helpers of the system are looked for. */
  path?: string;
  /** More environment for helm: proxies, say. */
  env?: Record<string, string>;
}

/** Refusals of helm for a release on which another helm works, or worked when it was killed. */
const taken =
  /another operation .{0,40}is in progress|release: already exists|cannot re-?use a name that is still in use|has no deployed releases/i;
/** Those of them that can only come from a helm that is at work now. */
const quicker = /another operation|release: already exists/i;
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Whoever holds the job now looks first. */
const heldUp = { type: 'pending' as const, retryAfterMs: 0 };

/** Helm's command line, as a child process with a time limit, a private folder and next to no environment. */
export function createHelm(options: HelmOptions): Helm & { close(): Promise<void> } {
  const { timeoutMs = 60_000, path = systemPath, clock, log } = options;
  // Absolute, because helm runs in a folder of its own.
  const cacheDir = resolve(options.cacheDir);
  const runs = join(cacheDir, 'runs');
  const program = options.helmPath.includes('/') ? resolve(options.helmPath) : options.helmPath;
  const limit = createLimit(options.concurrency ?? 4);
  const launcher = createLauncher(path);
  const charts = createCharts({
    cacheDir,
    ...(options.chartDirectory === undefined ? {} : { directory: resolve(options.chartDirectory) }),
  });
  const running = new Set<Promise<unknown>>();
  const leftMs = 10 * timeoutMs;
  let sweptAt = Number.NEGATIVE_INFINITY;

  async function run(workspace: Workspace, args: string[], stopping?: AbortSignal): Promise<ChildResult> {
    const command = [...(await launcher()), program, ...args];
    stopping?.throwIfAborted();
    return runChild(command, { env: environment(workspace), cwd: workspace.folder, timeoutMs, stopping });
  }

  function environment({ folder, has, file }: Workspace): Record<string, string> {
    return {
      ...options.env,
      PATH: path,
      HOME: folder,
      TMPDIR: folder,
      // Charts are shared between runs; settings are not, for none should be found.
      HELM_CACHE_HOME: join(cacheDir, 'cache'),
      HELM_CONFIG_HOME: join(folder, 'config'),
      HELM_DATA_HOME: join(folder, 'data'),
      ...(has('registries') ? { HELM_REGISTRY_CONFIG: file('registries') } : {}),
    };
  }

  /** The archive of a chart, in the folder of this run. */
  function archiveOf(chart: Chart, workspace: Workspace, stopping?: AbortSignal): Promise<string> {
    return charts.fetch(chart, workspace.folder, async (args) => {
      const trusted = workspace.has('ca') ? ['--ca-file', workspace.file('ca')] : [];
      const result = await run(workspace, [...args, ...trusted], stopping);
      const { stdout, stderr } = orThrow(result, `helm pull of ${chart.name} ${chart.version}`, maskUrls, true);
      // Where it says the digest differs between releases of helm.
      return `${stdout}\n${stderr}`;
    });
  }

  async function install(
    target: KubeTarget,
    release: ChartRelease,
    kubeconfig: string,
    workspace: Workspace,
    { job, again, stopping, holds = () => true }: HelmRun,
  ) {
    const helm = (args: string[]) => run(workspace, args, stopping);
    const mask = createMask(kubeconfig, release.values);
    const what = `helm upgrade --install of ${release.chart.name} ${release.chart.version}`;
    assertPlain(release.release, release.namespace);
    const archive = await archiveOf(release.chart, workspace, stopping);
    const description = `Slipway ${job} ${await fingerprint(archive, workspace.file('values'))}`;
    const args = upgradeArguments(release, workspace, { archive, description, timeoutMs });
    const history = () => helm(releaseArguments('history', release, workspace, ['--output', 'json']));

    if (again) {
      const seen = await history();
      const revision = seen.exitCode === 0 ? deployedAs(seen.stdout, description) : undefined;
      if (revision !== undefined) return { type: 'deployed' as const, revision };
    }
    if (!holds()) return heldUp;
    let result = await helm(args);
    if (taken.test(result.stderr)) {
      const repair = repairOf(orThrow(await history(), 'helm history', mask).stdout, clock.now(), timeoutMs);
      if (repair.type === 'wait') return { type: 'pending' as const, retryAfterMs: repair.retryAfterMs };
      if (!holds()) return heldUp;
      if (repair.type !== 'none') {
        log.warn({ cluster: target.clusterId, release: release.release, repair }, 'repairing what a killed helm left');
        const more =
          repair.type === 'rollback' ? [String(repair.revision), '--history-max', '5', '--no-hooks'] : ['--no-hooks'];
        orThrow(await helm(releaseArguments(repair.type, release, workspace, more)), `helm ${repair.type}`, mask);
      }
      result = await helm(args);
      // Somebody else was quicker.
      if (quicker.test(result.stderr)) return { type: 'pending' as const, retryAfterMs: timeoutMs };
    }
    const { stdout } = orThrow(result, what, mask);
    return { type: 'deployed' as const, revision: Number(/^REVISION:\s*(\d+)/m.exec(stdout)?.[1] ?? 0) };
  }

  async function readDefinitions(
    { chart, definitions = 'own' }: ChartRelease,
    workspace: Workspace,
    stopping?: AbortSignal,
  ): Promise<object[]> {
    const from = definitions === 'own' ? chart : definitions;
    const archive = await archiveOf(from, workspace, stopping);
    const args = definitions === 'own' ? ['show', 'crds', archive] : ['template', 'definitions', archive];
    const { stdout } = orThrow(await run(workspace, args, stopping), `helm ${args[0]} of ${from.name}`, maskUrls);
    const documents = parseAllDocuments(stdout);
    return documents.map((document) => document.toJS()).filter((one) => one?.kind === 'CustomResourceDefinition');
  }

  /** One run in its turn, in a folder of its own. */
  function inTurn<T>(
    content: () => Promise<WorkspaceContent>,
    work: (workspace: Workspace) => Promise<T>,
    stopping?: AbortSignal,
  ) {
    return limit(async () => {
      // Again and again: what a process left that was killed a moment ago is too young for the first time.
      if (clock.now() - sweptAt >= leftMs) {
        sweptAt = clock.now();
        await sweepWorkspaces(runs, sweptAt - leftMs);
      }
      const ca = options.caFile === undefined ? undefined : await caBundle(resolve(options.caFile));
      const given = await content();
      stopping?.throwIfAborted();
      const underWay = inWorkspace(runs, { ...given, ca, registries: options.registries }, work);
      running.add(underWay);
      return underWay.finally(() => running.delete(underWay));
    });
  }

  function orThrow(result: ChildResult, what: string, mask: (text: string) => string, isFetch = false): ChildResult {
    if (result.exitCode === 0) return result;
    // Nobody's order is to blame for a program that is not there.
    if (/^setpriv: failed to execute/m.test(result.stderr))
      throw new Error(`helm cannot be started: ${result.stderr.trim()}`);
    const stderr = mask(result.stderr);
    if (!result.late) throw helmProblem(what, stderr, isFetch);
    const said = lastLines(stderr);
    const detail = `${what} did not end within ${timeoutMs / 1_000} s and was stopped.${said && ` ${said}`}`;
    throw new ProblemError(problem(isFetch ? 'chart-repository-unavailable' : 'cluster-not-answering', detail));
  }

  return {
    definitions: (release, stopping) =>
      inTurn(
        async () => ({}),
        (workspace) => readDefinitions(release, workspace, stopping),
        stopping,
      ),

    async upgradeInstall(target, release, how) {
      let kubeconfig = '';
      const content = async () => {
        kubeconfig = await options.kubeconfig(target);
        // JSON is YAML, and leaves no doubt about quoting.
        return { kubeconfig, values: JSON.stringify(release.values) };
      };
      return inTurn(content, (workspace) => install(target, release, kubeconfig, workspace, how), how.stopping);
    },

    /** Waits for the runs in hand, so that none leaves a kubeconfig behind. */
    async close() {
      await Promise.allSettled(running);
    },
  };
}

/** What was installed: the bytes of the archive and of the values. */
async function fingerprint(archive: string, values: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of [archive, values]) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}
