import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '../../..');

/**
 * Plants a bug: rewrites one place of a source file of the service as it is loaded. The service has no switch for this
 * and does not know. A text that is not there, or not so many times, ends the process: a plant cannot rot unseen.
 */
export function plant(file: string, sound: string, bug: string, times = 1): void {
  const url = pathToFileURL(join(root, file)).href;
  registerHooks({
    load(loading, context, nextLoad) {
      const loaded = nextLoad(loading, context);
      if (loading !== url) return loaded;
      const parts = `${loaded.source}`.split(sound);
      if (parts.length !== times + 1) {
        console.error(`${file} holds ${parts.length - 1} times, not ${times}: ${sound}`);
        process.exit(70);
      }
      console.log(`planted in ${file}`);
      return { ...loaded, source: parts.join(bug) };
    },
  });
}
