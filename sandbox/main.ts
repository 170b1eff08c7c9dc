import { readConfig } from './config.ts';
import { startSandbox } from './server.ts';

const sandbox = await startSandbox(readConfig());
console.log(JSON.stringify({ ready: true, url: sandbox.url }));

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  await sandbox.close();
  process.exit(0);
}
process.on('SIGTERM', () => void stop());
process.on('SIGINT', () => void stop());
