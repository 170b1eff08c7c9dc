import { spawnSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { findKubernetesTools, toolFolder } from './kubernetes-tools.ts';
import { findRedisServer } from './redis-binary.ts';

/** Finds what the tests need beside Node, and puts it on the PATH. */
export function prepareTests(): void {
  findRedisServer();
  findKubernetesTools();
  process.env['PATH'] = [process.env['PATH'], resolve(toolFolder)].join(delimiter);
}

/** Runs test files, so many at a time. @returns whether all passed */
export function runTests(files: string[], concurrency: number): boolean {
  if (files.length === 0) return true;
  // The spec reporter names every test; what matters at the end are the failures and the sums.
  const args = ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec', ...files];
  return (
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { stdio: 'inherit' }).status === 0
  );
}
