import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { runChecks } from './check.ts';
import { findKubernetesTools, toolFolder } from './tools/kubernetes-tools.ts';
import { findRedisServer } from './tools/redis-binary.ts';

/** Whole processes on two cores: one file at a time, or they measure each other. */
const alone = ['test/e2e/**/*.test.ts', 'test/house/**/*.test.ts'];

findRedisServer();
findKubernetesTools();
process.env['PATH'] = [process.env['PATH'], resolve(toolFolder)].join(delimiter);

const fine = runChecks();
const aloneFiles = globSync(alone).toSorted();
const files = globSync('test/**/*.test.ts')
  .filter((file) => !aloneFiles.includes(file))
  .toSorted();
const passed = [run(files, 2), run(aloneFiles, 1)].every(Boolean);
process.exit(fine && passed ? 0 : 1);

function run(tests: string[], concurrency: number): boolean {
  if (tests.length === 0) return true;
  // The spec reporter names every test; what matters at the end are the failures and the sums.
  const args = ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec', ...tests];
  return (
    spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { stdio: 'inherit' }).status === 0
  );
}
