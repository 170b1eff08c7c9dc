import { prepareTests } from '../../scripts/tools/run-tests.ts';
import { readOptions } from './options.ts';
import { report } from './report.ts';
import { runChaos } from './run.ts';
import { writeScript } from './script.ts';

const { script, ...options } = readOptions(process.argv.slice(2));
if (script) {
  console.log(JSON.stringify(writeScript(options), undefined, 2));
  process.exit(0);
}

prepareTests();
let begun: number | undefined;
const result = await runChaos(options, (text) => {
  begun ??= performance.now();
  console.log(`${((performance.now() - begun) / 1_000).toFixed(1).padStart(7)} s  ${text}`);
});
console.log(`\n${report(result)}`);
if (result.broken.length > 0) console.log(`\nLogs, append-only file and the state of the sandbox: ${result.folder}`);
process.exit(result.broken.length === 0 ? 0 : 1);
