import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../../..');

/**
 * Plants a bug: rewrites one place of a source file of the service as it is loaded. The service has no switch for this
 * and does not know. A text that is not there, or not so many times, ends the process: a plant cannot rot unseen.
 */
export function plant(file: string, sound: string, bug: string, times = 1): void {
  const path = join(root, file);
  const found = readFileSync(path, 'utf8').split(sound).length - 1;
  if (found !== times) {
    console.error(`${file} holds ${found} times, not ${times}: ${sound}`);
    process.exit(70);
  }
  const url = pathToFileURL(path).href;
  registerHooks({
    load(loading, context, nextLoad) {
      const loaded = nextLoad(loading, context);
      if (loading !== url) return loaded;
      console.log(`planted in ${file}`);
      return { ...loaded, source: `${loaded.source}`.split(sound).join(bug) };
    },
  });
}
