import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The records of one store, by key. */
export interface Records {
  all(): [key: string, value: string][];
  read(key: string): string | undefined;
  write(key: string, value: string): void;
  remove(key: string): void;
  /** Removes them all. */
  clear(): void;
}

/** Whatever has records to write now and then. */
export interface Source {
  records: Records;
  /** Something is to be written. */
  due(): void;
}

/**
 * One SQLite file of records by store and key (decision 0034). What a transaction has written is there after a `kill -9`;
 * a tail of its log that was written by half is passed over at the next start.
 */
export function openRecords(folder: string) {
  const database = open(folder);
  const sql = {
    all: database.prepare('SELECT key, value FROM records WHERE store = ? ORDER BY id'),
    read: database.prepare('SELECT value FROM records WHERE store = ? AND key = ?'),
    write: database.prepare(
      'INSERT INTO records (store, key, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
    ),
    remove: database.prepare('DELETE FROM records WHERE store = ? AND key = ?'),
    clear: database.prepare('DELETE FROM records WHERE store = ?'),
  };

  return {
    records: (store: string): Records => ({
      all: () => sql.all.all(store).map(({ key, value }) => [`${key}`, `${value}`]),
      read(key) {
        const row = sql.read.get(store, key);
        return row === undefined ? undefined : `${row['value']}`;
      },
      write: (key, value) => void sql.write.run(store, key, value),
      remove: (key) => void sql.remove.run(store, key),
      clear: () => void sql.clear.run(store),
    }),
    /** All that `write` writes, or nothing. What cannot be kept ends the state: nothing is acknowledged any more. */
    transaction(write: () => void): void {
      database.exec('BEGIN');
      try {
        write();
        database.exec('COMMIT');
      } catch (error) {
        database.close();
        throw new Error(`the sandbox can no longer keep its state in ${folder}`, { cause: error });
      }
    },
    close: () => database.close(),
  };
}

function open(folder: string): DatabaseSync {
  if (folder === ':memory:') return prepare(new DatabaseSync(folder));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'state.db');
  // Made here for its mode, which SQLite gives to the log beside it as well: there are tokens in it.
  closeSync(openSync(path, 'a', 0o600));
  try {
    return prepare(new DatabaseSync(path));
  } catch (error) {
    const busy = error instanceof Error && error.message.includes('locked');
    throw new Error(
      busy
        ? `another sandbox runs with the state ${path}; give this one a SANDBOX_STATE of its own`
        : `cannot read the sandbox state ${path}; remove it to start afresh`,
      { cause: error },
    );
  }
}

function prepare(database: DatabaseSync): DatabaseSync {
  // Alone in the file: no memory shared between processes, and a second sandbox on the same folder is turned away.
  database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  database.exec(
    'CREATE TABLE IF NOT EXISTS records (id INTEGER PRIMARY KEY, store TEXT, key TEXT, value TEXT, UNIQUE (store, key))',
  );
  return database;
}
