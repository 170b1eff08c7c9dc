import type { KubeObject } from '../types/object.ts';

/** One write, as watches and controllers hear of it. */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  resource: string;
  object: KubeObject;
  previous?: KubeObject;
  version: number;
}

/** Names where objects of one type are stored, so that reading them needs no cast. */
export interface Resource<T extends KubeObject> {
  key: string;
  /** Never set; carries the type. */
  readonly of?: T;
}

// Enough for a client that lists and then watches; older versions answer 410 and the client lists anew.
const remembered = 128;

const keyOf = (namespace: string | undefined, name: string) => `${namespace ?? ''}/${name}`;

/** The objects of one cluster, with resource versions and a short memory of changes. */
export class Store {
  #objects = new Map<string, Map<string, KubeObject>>();
  #history: Change[] = [];
  #listeners = new Set<(change: Change) => void>();
  /** The newest resource version. */
  version = 1;
  /** Watches from before this version are too old. */
  oldest = 1;

  get<T extends KubeObject>(resource: Resource<T>, namespace: string | undefined, name: string): T | undefined {
    return this.#objects.get(resource.key)?.get(keyOf(namespace, name)) as T | undefined;
  }

  /** All objects of a resource, or those of one namespace, in order of namespace and name. */
  list<T extends KubeObject>(resource: Resource<T>, namespace?: string): T[] {
    const all = [...(this.#objects.get(resource.key)?.values() ?? [])] as T[];
    return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
  }

  resources(): string[] {
    return [...this.#objects.keys()];
  }

  /** Stores a new or changed object under a new resource version. */
  put<T extends KubeObject>(resource: Resource<T>, object: T): T {
    const { namespace, name } = object.metadata;
    const previous = this.get(resource, namespace, name);
    const stamped = this.#stamp(object);
    const objects = this.#objects.get(resource.key) ?? new Map<string, KubeObject>();
    this.#objects.set(resource.key, objects.set(keyOf(namespace, name), stamped));
    const type = previous === undefined ? 'ADDED' : 'MODIFIED';
    this.#tell({ type, resource: resource.key, object: stamped, version: this.version, ...(previous && { previous }) });
    return stamped;
  }

  /** Takes an object out; answers its last state. */
  remove<T extends KubeObject>(resource: Resource<T>, object: T): T {
    const { namespace, name } = object.metadata;
    if (this.#objects.get(resource.key)?.delete(keyOf(namespace, name)) !== true) return object;
    const stamped = this.#stamp(object);
    this.#tell({ type: 'DELETED', resource: resource.key, object: stamped, previous: object, version: this.version });
    return stamped;
  }

  /** The changes after a version, or `undefined` when they are no longer all known. */
  since(version: number): Change[] | undefined {
    return version < this.oldest ? undefined : this.#history.filter((change) => change.version > version);
  }

  /** Hears every change from now on; the function returned ends that. */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes over the objects of each resource as they were at a version; watches from before it are too old. */
  load(version: number, resources: Map<string, KubeObject[]>): void {
    this.version = version;
    this.oldest = version;
    for (const [resource, objects] of resources) {
      const byKey = objects.map((object) => [keyOf(object.metadata.namespace, object.metadata.name), object] as const);
      this.#objects.set(resource, new Map(byKey));
    }
  }

  #stamp<T extends KubeObject>(object: T): T {
    this.version += 1;
    return { ...object, metadata: { ...object.metadata, resourceVersion: String(this.version) } };
  }

  #tell(change: Change): void {
    this.#history.push(change);
    // Trimmed in bulk, so that a write costs no shift of the whole list.
    if (this.#history.length > remembered * 2) {
      this.#history = this.#history.slice(-remembered);
      this.oldest = (this.#history[0]?.version ?? this.version) - 1;
    }
    for (const listener of this.#listeners) listener(change);
  }
}
