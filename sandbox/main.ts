import { readConfig } from './config.ts';
import { greeting } from './greeting.ts';
import { startSandbox } from './server.ts';

const options = readConfig();
const sandbox = await startSandbox(options);
// For programs; what follows is for people.
console.log(JSON.stringify({ ready: true, url: sandbox.url }));
console.log(greeting(sandbox.url, options));

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await sandbox.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
