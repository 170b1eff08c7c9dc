import { hash } from 'node:crypto';
import type { Records, Source } from './database.ts';

/** A map whose records are kept: those that were put, deleted or handed out are looked at before the next commit. */
export class KeptMap<T> extends Map<string, T> {
  #touched = new Set<string>();
  /** Of each record as it was written, so that reading one costs no write. */
  #digests = new Map<string, string>();
  #source: Source;

  constructor(sourceOf: (write: (records: Records) => void) => Source) {
    super();
    this.#source = sourceOf((records) => this.#write(records));
    for (const [key, text] of this.#source.records.all()) {
      super.set(key, JSON.parse(text));
      this.#digests.set(key, digestOf(text));
    }
  }

  override get(key: string): T | undefined {
    const value = super.get(key);
    if (value !== undefined) this.#touch(key);
    return value;
  }

  override set(key: string, value: T): this {
    super.set(key, value);
    this.#touch(key);
    return this;
  }

  override delete(key: string): boolean {
    this.#touch(key);
    return super.delete(key);
  }

  override clear(): void {
    for (const key of this.keys()) this.#touch(key);
    super.clear();
  }

  #touch(key: string): void {
    this.#touched.add(key);
    this.#source.due();
  }

  #write(records: Records): void {
    for (const key of this.#touched) {
      const value = super.get(key);
      if (value === undefined) {
        if (this.#digests.delete(key)) records.remove(key);
        continue;
      }
      const text = JSON.stringify(value);
      const digest = digestOf(text);
      if (this.#digests.get(key) !== digest) records.write(key, text);
      this.#digests.set(key, digest);
    }
    this.#touched.clear();
  }
}

function digestOf(text: string): string {
  return hash('sha1', text, 'base64');
}
