import { readConfig } from './config.ts';
import { greeting } from './greeting.ts';
import { startSandbox } from './server.ts';

const options = readConfig();
const sandbox = await startSandbox(options);
console.log(JSON.stringify({ ready: true, url: sandbox.url }));
// It names the application's secret, which is nothing for a log.
if (process.stdout.isTTY) console.log(greeting(sandbox.url, options));

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await sandbox.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
