import { globSync } from 'node:fs';
import { runChecks } from './check.ts';
import { prepareTests, runTests } from './tools/run-tests.ts';

/** They kill by the clock: one file at a time. */
const alone = ['test/chaos/runs/*.test.ts'];
/** They play a machine of their own, or start all that `npm start` starts: not beside a crowd. */
const machines = ['test/house/**/*.test.ts'];
/** Whole processes, which mostly wait for the sandbox's clock: more files at a time than there are cores. */
const waiting = ['test/e2e/**/*.test.ts'];
/** Minutes each: `npm run test:long`. */
const long = ['test/long/**/*.test.ts'];

/** The slowest takes two, and several times as many on a busy machine. */
const minutes = 15;

prepareTests();
const fine = runChecks();
const aloneFiles = find(alone, []);
const machineFiles = find(machines, []);
const waitingFiles = find(waiting, []);
const files = find(['test/**/*.test.ts'], [...alone, ...machines, ...waiting, ...long]);
const passed = [
  runTests(files, 3, minutes),
  runTests(waitingFiles, 4, minutes),
  runTests(machineFiles, 2, minutes),
  runTests(aloneFiles, 1, minutes),
].every(Boolean);
process.exit(fine && passed ? 0 : 1);

function find(patterns: string[], but: string[]): string[] {
  const others = globSync(but);
  return globSync(patterns)
    .filter((file) => !others.includes(file))
    .toSorted();
}
