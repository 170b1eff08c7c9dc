import type { State } from '../../state/state.ts';
import type { KubeObject } from '../types/object.ts';
import type { Change, Store } from './store.ts';

/** Under which the newest resource version is kept, beside the objects. */
const VERSION = '';

/** Where the objects of one cluster are kept, one by one. */
export interface Shelf {
  /** Fills the store with what is kept; watches from before are too old. */
  fill(store: Store): void;
  /** Keeps each change of the store from now on. */
  follow(store: Store): void;
  /** Removes all of it. */
  clear(): void;
}

/** The shelf of a cluster by its name. */
export function createShelf(state: State, fqdn: string): Shelf {
  const touched = new Map<string, KubeObject | undefined>();
  let version: number | undefined;
  let cleared = false;
  const source = state.source(`kube ${fqdn}`, (records) => {
    if (cleared) records.clear();
    else if (version !== undefined) records.write(VERSION, `${version}`);
    for (const [key, object] of cleared ? [] : touched) {
      if (object === undefined) records.remove(key);
      else records.write(key, JSON.stringify(object));
    }
    touched.clear();
  });

  return {
    fill(store) {
      const objects = new Map<string, KubeObject[]>();
      let newest = store.version;
      for (const [key, text] of source.records.all()) {
        if (key === VERSION) newest = Number(text);
        else {
          const resource = key.slice(0, key.indexOf(' '));
          const list = objects.get(resource) ?? [];
          list.push(JSON.parse(text));
          objects.set(resource, list);
        }
      }
      store.load(newest, objects);
    },
    follow(store) {
      store.subscribe((change) => {
        version = change.version;
        touched.set(keyOf(change), change.type === 'DELETED' ? undefined : change.object);
        source.due();
      });
    },
    clear() {
      cleared = true;
      source.due();
    },
  };
}

function keyOf({ resource, object: { metadata } }: Change): string {
  return `${resource} ${metadata.namespace ?? ''}/${metadata.name}`;
}
