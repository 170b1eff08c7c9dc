import { globSync } from 'node:fs';
import { prepareTests, runTests } from './tools/run-tests.ts';

prepareTests();
// Whole processes, servers that fail over, minutes of chaos: one file at a time.
process.exit(runTests(globSync('test/long/**/*.test.ts').toSorted(), 1, 60) ? 0 : 1);
