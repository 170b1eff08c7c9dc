import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from './json.ts';

const SAVE_AFTER_MS = 500;
/** A big state is saved less often, so that saving never takes more than a twentieth of the time. */
const IDLE_SHARE = 20;

/**
 * The state that outlives a restart: one JSON file, written to a neighbour and renamed, so that a reader never sees half
 * of it. Changes that come close together share one write.
 */
export function createStateFile(folder: string, collect: () => JsonObject) {
  const path = join(folder, 'state.json');
  let timer: NodeJS.Timeout | undefined;
  let delay = SAVE_AFTER_MS;
  let stopped = false;

  function save(): void {
    clearTimeout(timer);
    timer = undefined;
    const begun = performance.now();
    mkdirSync(folder, { recursive: true });
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, JSON.stringify(collect()), { mode: 0o600 });
    renameSync(temporary, path);
    delay = Math.max(SAVE_AFTER_MS, IDLE_SHARE * (performance.now() - begun));
  }

  return {
    load(): JsonObject {
      try {
        const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
        return isObject(parsed) ? parsed : {};
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
        throw new Error(`cannot read the sandbox state ${path}; remove it to start afresh`, { cause: error });
      }
    },
    changed(): void {
      if (!stopped) timer ??= setTimeout(save, delay).unref();
    },
    /** Writes what is true now, and nothing after that. */
    close(): void {
      save();
      stopped = true;
    },
  };
}
