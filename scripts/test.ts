import { globSync } from 'node:fs';
import { runChecks } from './check.ts';
import { prepareTests, runTests } from './tools/run-tests.ts';

/** They kill by the clock, or play a machine of their own: one file at a time. */
const alone = ['test/house/**/*.test.ts', 'test/chaos/runs/*.test.ts'];
/** Whole processes, which mostly wait for the sandbox's clock: more files at a time than there are cores. */
const waiting = ['test/e2e/**/*.test.ts'];
/** Minutes each: `npm run test:long`. */
const long = ['test/long/**/*.test.ts'];

prepareTests();
const fine = runChecks();
const aloneFiles = find(alone, long);
const waitingFiles = find(waiting, alone);
const files = find(['test/**/*.test.ts'], [...alone, ...waiting, ...long]);
const passed = [runTests(files, 3), runTests(waitingFiles, 4), runTests(aloneFiles, 1)].every(Boolean);
process.exit(fine && passed ? 0 : 1);

function find(patterns: string[], but: string[]): string[] {
  const others = globSync(but);
  return globSync(patterns)
    .filter((file) => !others.includes(file))
    .toSorted();
}
