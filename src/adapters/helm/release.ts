import { ProblemError, problem } from '../../model/problem.ts';
import type { ChartRelease } from '../../ports.ts';
import type { Workspace } from './workspace.ts';

/** Names and versions become arguments: none may look like an option. */
const plain = /^[A-Za-z0-9][A-Za-z0-9._+/-]*$/;

/** `helm upgrade --install`, which never waits: nodes become Ready only because of what it installs. */
export function upgradeArguments(
  { release, namespace }: ChartRelease,
  workspace: Workspace,
  run: { archive: string; description: string; timeoutMs: number },
): string[] {
  return [
    'upgrade',
    '--install',
    release,
    run.archive,
    '--namespace',
    namespace,
    ...(namespace === 'kube-system' ? [] : ['--create-namespace']),
    '--values',
    workspace.file('values'),
    '--kubeconfig',
    workspace.file('kubeconfig'),
    '--description',
    run.description,
    '--history-max',
    '5',
    // Hooks are waited for even so; helm should give up by itself before it is killed.
    '--timeout',
    `${Math.max(1, Math.floor(run.timeoutMs / 1_000) - 5)}s`,
  ];
}

/** Any other command on the release. */
export function releaseArguments(
  verb: string,
  { release, namespace }: ChartRelease,
  workspace: Workspace,
  more: string[],
): string[] {
  return [verb, release, ...more, '--namespace', namespace, '--kubeconfig', workspace.file('kubeconfig')];
}

/** @throws ProblemError if a name or version looks like anything else */
export function assertPlain(...texts: string[]): void {
  const odd = texts.find((text) => !plain.test(text));
  if (odd !== undefined) {
    throw new ProblemError(problem('cni-install-failed', `${JSON.stringify(odd)} is no name or version for helm.`));
  }
}
