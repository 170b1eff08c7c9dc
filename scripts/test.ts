import { globSync } from 'node:fs';
import { runChecks } from './check.ts';
import { prepareTests, runTests } from './tools/run-tests.ts';

/** Whole processes on two cores: one file at a time, or they measure each other. */
const alone = ['test/e2e/**/*.test.ts', 'test/house/**/*.test.ts', 'test/chaos/runs/*.test.ts'];
/** Minutes each: `npm run test:long`. */
const long = ['test/long/**/*.test.ts'];

prepareTests();
const fine = runChecks();
const aloneFiles = globSync(alone).toSorted();
const others = [...aloneFiles, ...globSync(long)];
const files = globSync('test/**/*.test.ts')
  .filter((file) => !others.includes(file))
  .toSorted();
const passed = [runTests(files, 2), runTests(aloneFiles, 1)].every(Boolean);
process.exit(fine && passed ? 0 : 1);
