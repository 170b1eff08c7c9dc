/** What is known of a value's shape, for built-in kinds and custom resources alike. */
export type SchemaNode = ScalarNode | AnyNode | ObjectNode | MapNode | ListNode;

/** The kinds of value that have no parts. */
export type ScalarKind = 'string' | 'integer' | 'number' | 'boolean' | 'quantity' | 'intOrString' | 'time' | 'bytes';

/** What the schema of a custom resource may add to any node. */
export interface Rules {
  default?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  nullable?: boolean;
  description?: string;
}

export interface ScalarNode {
  kind: ScalarKind;
  rules?: Rules;
}

/** Anything goes, and is kept: raw JSON, or `x-kubernetes-preserve-unknown-fields` without properties. */
export interface AnyNode {
  kind: 'any';
  rules?: Rules;
}

/** Where a field stands in protobuf. */
export interface WirePlace {
  /** Its number, `2.4` when it is field 4 of the message embedded as field 2. */
  number: string;
  /** Go writes it only if it is set, so that a zero counts. */
  keepsZero: boolean;
}

export interface FieldNode {
  node: SchemaNode;
  required: boolean;
  wire?: WirePlace;
}

export interface ObjectNode {
  kind: 'object';
  name: string;
  fields: Map<string, FieldNode>;
  /** Server-side apply owns it as a whole. */
  atomic: boolean;
  /** Unknown fields are kept. */
  open: boolean;
  rules?: Rules;
}

export interface MapNode {
  kind: 'map';
  values: SchemaNode;
  atomic: boolean;
  rules?: Rules;
}

export interface ListNode {
  kind: 'list';
  items: SchemaNode;
  /** Server-side apply: items are told apart by these keys; an empty list of keys is a set of scalars. */
  keys?: string[];
  /** Strategic merge: the one key that tells items apart, or '' for a set of scalars. */
  mergeKey?: string;
  rules?: Rules;
}

const anyNode: AnyNode = { kind: 'any' };

/** The node of one field of an object or map, if it is known. */
export function childNode(node: SchemaNode | undefined, key: string): SchemaNode | undefined {
  if (node?.kind === 'object') return node.fields.get(key)?.node ?? (node.open ? anyNode : undefined);
  if (node?.kind === 'map') return node.values;
  return node?.kind === 'any' ? anyNode : undefined;
}
