import type { ObjectNode } from '../schema/node.ts';
import type { KubeObject } from '../types/object.ts';

/** One column of a Table answer. */
export interface Column {
  name: string;
  type: string;
  description: string;
  /** Columns above 0 are shown by `-o wide` only. */
  priority: number;
  value: (object: KubeObject, now: number) => string | number;
}

/** All that is known of one kind in one version. */
export interface Kind {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  /** Where its objects are stored; versions of a kind share it. `deployments.apps`. */
  resource: string;
  type: ObjectNode;
  subresources: string[];
  columns: Column[];
  /** Whether `metadata.generation` counts changes of the spec. */
  counted: boolean;
  /** Reviews and the like: an answer to a POST, never stored. */
  createOnly: boolean;
  custom: boolean;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(kind: { group: string; version: string }): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

const storedVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** The verbs that discovery announces. */
export function verbsOf(kind: Kind): string[] {
  return kind.createOnly ? ['create'] : storedVerbs;
}
