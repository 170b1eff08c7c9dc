import type { ApiKeyRecord } from '../model/principal.ts';

/** A key's record as it is listed: never with the key. */
export interface ListedKey extends ApiKeyRecord {
  /** Kept to the minute. */
  lastUsedAt?: string;
}

/** Ids of the keys that a declaration wrote, took away, and found to have been made by hand. */
export interface DeclaredKeys {
  written: string[];
  removed: string[];
  held: string[];
}

/** API keys, stored only as a hash of the key. */
export interface KeyStore {
  create(record: ApiKeyRecord, key: string): Promise<void>;
  /** The record of a key, whatever it looks like; made if it is not there. One that was revoked stays revoked. */
  ensure(record: ApiKeyRecord, key: string): Promise<void>;
  /**
   * Makes these the declared keys, all in one: what was declared and is not among them is removed. A key that somebody
   * made by hand is left as it is, whatever is declared.
   */
  declare(keys: { record: ApiKeyRecord; hash: string }[]): Promise<DeclaredKeys>;
  /** The record of a key, revoked and expired ones too. */
  find(key: string): Promise<ApiKeyRecord | undefined>;
  /** Oldest first. */
  list(): Promise<ListedKey[]>;
  /** @returns false if there is no such key */
  revoke(id: string, at: string): Promise<boolean>;
  /** Notes that a key was used. */
  touch(key: string, at: string): Promise<void>;
}
