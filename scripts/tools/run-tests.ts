import { spawnSync } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findKubernetesTools, toolFolder } from './kubernetes-tools.ts';
import { findRedisServer } from './redis-binary.ts';

/** Finds what the tests need beside Node, and puts it on the PATH. */
export function prepareTests(): void {
  findRedisServer();
  findKubernetesTools();
  process.env['PATH'] = [process.env['PATH'], resolve(toolFolder)].join(delimiter);
}

/**
 * Runs test files, so many at a time.
 * @param minutes a file that has not ended after so many fails
 * @returns whether all passed
 */
export function runTests(files: string[], concurrency: number, minutes: number): boolean {
  if (files.length === 0) return true;
  const timeLimit = pathToFileURL(resolve('scripts/tools/time-limit.ts')).href;
  const args = [
    '--disable-warning=ExperimentalWarning',
    `--import=${timeLimit}`,
    '--test',
    `--test-concurrency=${concurrency}`,
    // The spec reporter names every test; what matters at the end are the failures and the sums.
    '--test-reporter=spec',
    ...files,
  ];
  const env = { ...process.env, TEST_FILE_MINUTES: `${minutes}` };
  return spawnSync(process.execPath, args, { stdio: 'inherit', env }).status === 0;
}
