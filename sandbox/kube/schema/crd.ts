import { fieldsOf, isFields, itemsOf } from '../json.ts';
import type { Fields } from '../types/object.ts';
import { builtinType } from './builtin.ts';
import type { AnyNode, FieldNode, ListNode, ObjectNode, Rules, ScalarKind, SchemaNode } from './node.ts';

const scalarKinds: Record<string, ScalarKind> = {
  string: 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
};

const ruleNames = ['default', 'enum', 'pattern', 'minimum', 'maximum', 'nullable', 'description'] as const;

function rulesOf(schema: Fields): { rules: Rules } | object {
  const rules: Fields = {};
  for (const name of ruleNames) if (schema[name] !== undefined) rules[name] = schema[name];
  return Object.keys(rules).length === 0 ? {} : { rules };
}

function listNode(schema: Fields): ListNode {
  const items = crdNode(fieldsOf(schema['items']));
  const type = schema['x-kubernetes-list-type'];
  if (type === 'map') return { kind: 'list', items, keys: itemsOf(schema['x-kubernetes-list-map-keys']).map(String) };
  return type === 'set' ? { kind: 'list', items, keys: [] } : { kind: 'list', items };
}

function objectNode(schema: Fields): ObjectNode {
  const required = new Set(itemsOf(schema['required']));
  const fields = new Map<string, FieldNode>();
  for (const [name, property] of Object.entries(fieldsOf(schema['properties']))) {
    fields.set(name, { node: crdNode(fieldsOf(property)), required: required.has(name) });
  }
  if (schema['x-kubernetes-embedded-resource'] === true) addTypeMeta(fields);
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return { kind: 'object', name: '', fields, atomic: schema['x-kubernetes-map-type'] === 'atomic', open };
}

function addTypeMeta(fields: Map<string, FieldNode>): void {
  fields.set('apiVersion', { node: { kind: 'string' }, required: false });
  fields.set('kind', { node: { kind: 'string' }, required: false });
  fields.set('metadata', { node: builtinType('ObjectMeta'), required: false });
}

function crdNode(schema: Fields): SchemaNode {
  const rules = rulesOf(schema);
  if (schema['x-kubernetes-int-or-string'] === true) return { kind: 'intOrString', ...rules };
  const scalar = scalarKinds[String(schema['type'])];
  if (scalar !== undefined) return { kind: scalar, ...rules };
  if (schema['type'] === 'array') return { ...listNode(schema), ...rules };
  const values = schema['additionalProperties'];
  if (isFields(values)) {
    return { kind: 'map', values: crdNode(values), atomic: schema['x-kubernetes-map-type'] === 'atomic', ...rules };
  }
  const any: AnyNode = { kind: 'any', ...rules };
  const untyped = schema['type'] === undefined || values === true;
  if (untyped || (schema['x-kubernetes-preserve-unknown-fields'] === true && schema['properties'] === undefined)) {
    return any;
  }
  return { ...objectNode(schema), ...rules };
}

/** The schema of one version of a custom resource; a version without a schema keeps everything. */
export function customResourceType(kind: string, schema: Fields | undefined): ObjectNode {
  const root = schema ?? { 'x-kubernetes-preserve-unknown-fields': true };
  const type = objectNode(root);
  addTypeMeta(type.fields);
  return { ...type, ...rulesOf(root), name: kind };
}
