import { openRecords, type Records, type Source } from './database.ts';
import { KeptMap } from './kept-map.ts';

/** Changes that no answer waits for (of controllers, of the timeline) are written this much later. */
const SOON_MS = 200;

/** A small store that is kept whole, as one record. */
export interface Whole {
  /** All of it, as JSON. */
  snapshot(): unknown;
  restore(snapshot: unknown): void;
}

/** What outlives the process, however it ends. */
export interface State {
  /**
   * A map that is kept record by record. A record that was put or handed out by `get` may be changed in place until the
   * next `commit`, which writes it if it is another by then; what `values` handed out may not.
   */
  map<T>(name: string): Map<string, T>;
  /** Makes a store, gives it what was kept of it, and keeps it from now on: at the commit after each call of `changed`. */
  whole<T extends Whole>(name: string, make: (changed: () => void) => T): T;
  /** For whoever keeps its own count of what changed: `write` is called at the next commit, if it was `due`. */
  source(name: string, write: (records: Records) => void): Source;
  /** Writes what has changed, all of it or nothing: it survives the end of the process. No answer leaves before. */
  commit(): void;
  /** Writes what is true now, and nothing after that. */
  close(): void;
}

/**
 * Opens the state of a folder; `:memory:` keeps nothing.
 * @throws an Error that says what to do about a folder that another sandbox has, or whose state cannot be read
 */
export function openState(folder: string): State {
  const database = openRecords(folder);
  const due = new Set<() => void>();
  const wholes: Source[] = [];
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function source(name: string, write: (records: Records) => void): Source {
    const records = database.records(name);
    const flush = () => write(records);
    return {
      records,
      due() {
        if (closed) return;
        due.add(flush);
        timer ??= setTimeout(commit, SOON_MS).unref();
      },
    };
  }

  function commit(): void {
    clearTimeout(timer);
    timer = undefined;
    if (due.size === 0) return;
    const writes = [...due];
    due.clear();
    database.transaction(() => {
      for (const write of writes) write();
    });
  }

  return {
    map: <T>(name: string) => {
      const map: KeptMap<T> = new KeptMap((write) => source(name, write));
      return map;
    },
    whole(name, make) {
      const own = source(name, (records) => records.write('', JSON.stringify(store.snapshot())));
      const store = make(() => own.due());
      const kept = own.records.read('');
      if (kept !== undefined) store.restore(JSON.parse(kept));
      wholes.push(own);
      return store;
    },
    source,
    commit,
    close() {
      if (closed) return;
      for (const whole of wholes) whole.due();
      commit();
      closed = true;
      database.close();
    },
  };
}
