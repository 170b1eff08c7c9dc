import type { ApiKeyRecord } from '../model/principal.ts';

/** A key's record as it is listed: never with the key. */
export interface ListedKey extends ApiKeyRecord {
  /** Kept to the minute. */
  lastUsedAt?: string;
}

/** API keys, stored only as a hash of the key. */
export interface KeyStore {
  create(record: ApiKeyRecord, key: string): Promise<void>;
  /** The record of a key, whatever it looks like; made if it is not there. One that was revoked stays revoked. */
  ensure(record: ApiKeyRecord, key: string): Promise<void>;
  /** The record of a key, revoked and expired ones too. */
  find(key: string): Promise<ApiKeyRecord | undefined>;
  /** Oldest first. */
  list(): Promise<ListedKey[]>;
  /** @returns false if there is no such key */
  revoke(id: string, at: string): Promise<boolean>;
  /** Notes that a key was used. */
  touch(key: string, at: string): Promise<void>;
}
