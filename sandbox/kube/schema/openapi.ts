import { defined } from '../json.ts';
import { apiVersionOf, type Kind } from '../kinds/kind.ts';
import type { Fields } from '../types/object.ts';
import { builtinType, isBuiltinType } from './builtin.ts';
import { descriptionOf } from './descriptions.ts';
import type { ListNode, ObjectNode, ScalarKind, SchemaNode } from './node.ts';

const scalars: Record<ScalarKind, Fields> = {
  string: { type: 'string' },
  integer: { type: 'integer', format: 'int32' },
  number: { type: 'number', format: 'double' },
  boolean: { type: 'boolean' },
  quantity: { type: 'string', 'x-kubernetes-int-or-string': true },
  intOrString: { type: 'string', format: 'int-or-string' },
  time: { type: 'string', format: 'date-time' },
  bytes: { type: 'string', format: 'byte' },
};

/** Collects the components that a document refers to. */
interface Writer {
  components: Fields;
  nameOf: (type: ObjectNode) => string;
}

function listExtensions(node: ListNode): Fields {
  const result: Fields = {};
  if (node.mergeKey !== undefined) {
    result['x-kubernetes-patch-strategy'] = 'merge';
    if (node.mergeKey !== '') result['x-kubernetes-patch-merge-key'] = node.mergeKey;
  }
  if (node.keys === undefined) return { ...result, 'x-kubernetes-list-type': 'atomic' };
  if (node.keys.length === 0) return { ...result, 'x-kubernetes-list-type': 'set' };
  return { ...result, 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': node.keys };
}

function schemaOf(node: SchemaNode, writer: Writer): Fields {
  const rules = (node.rules ?? {}) as Fields;
  if (node.kind === 'any') return { ...rules, 'x-kubernetes-preserve-unknown-fields': true };
  if (node.kind === 'list') {
    return { ...rules, type: 'array', items: schemaOf(node.items, writer), ...listExtensions(node) };
  }
  if (node.kind === 'map') {
    const atomic = node.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {};
    return { ...rules, type: 'object', additionalProperties: schemaOf(node.values, writer), ...atomic };
  }
  if (node.kind !== 'object') return { ...rules, ...scalars[node.kind] };
  // An object of a custom resource has no name of its own and is written out where it stands.
  if (node.name === '') return { ...rules, ...objectSchema(node, writer) };
  return { allOf: [{ $ref: `#/components/schemas/${component(node, writer)}` }] };
}

const isBuiltin = (node: ObjectNode) => isBuiltinType(node.name) && builtinType(node.name) === node;

// A custom resource says nothing of the fields that every kind has.
function ofEveryKind({ name }: ObjectNode, field: string): string | undefined {
  const isShared = name !== '' && ['apiVersion', 'kind', 'metadata'].includes(field);
  return isShared ? descriptionOf('ConfigMap')?.fields.get(field) : undefined;
}

function objectSchema(node: ObjectNode, writer: Writer): Fields {
  const fields = [...node.fields];
  const required = fields.filter(([, field]) => field.required).map(([name]) => name);
  const described = isBuiltin(node) ? descriptionOf(node.name) : undefined;
  const property = (name: string, schema: Fields) =>
    defined({ description: described?.fields.get(name) ?? ofEveryKind(node, name), ...schema });
  return defined({
    type: 'object',
    description: described?.text,
    properties: Object.fromEntries(fields.map(([name, field]) => [name, property(name, schemaOf(field.node, writer))])),
    required: required.length > 0 ? required : undefined,
    'x-kubernetes-map-type': node.atomic ? 'atomic' : undefined,
    'x-kubernetes-preserve-unknown-fields': node.open ? true : undefined,
  });
}

function component(type: ObjectNode, writer: Writer): string {
  const name = writer.nameOf(type);
  if (writer.components[name] === undefined) {
    // Set first, since types may contain themselves.
    writer.components[name] = {};
    Object.assign(writer.components[name] as Fields, objectSchema(type, writer));
  }
  return name;
}

const parameter = (name: string) => ({ name, in: 'query', schema: { type: 'string' } });

function operations(kind: Kind, reference: Fields): Fields {
  const { group, version } = kind;
  const gvk = { 'x-kubernetes-group-version-kind': { group, version, kind: kind.kind } };
  const json = { 'application/json': { schema: reference } };
  const answer = { responses: { '200': { description: 'OK', content: json } } };
  const writes = ['dryRun', 'fieldManager', 'fieldValidation'].map(parameter);
  const patches = [...writes, parameter('force')];
  const body = { requestBody: { content: json } };
  const space = kind.namespaced ? '/namespaces/{namespace}' : '';
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const post = { post: { 'x-kubernetes-action': 'post', ...gvk, parameters: writes, ...body, ...answer } };
  if (kind.createOnly) return { [`${root}${space}/${kind.plural}`]: post };
  return {
    [`${root}${space}/${kind.plural}`]: {
      get: { 'x-kubernetes-action': 'list', ...gvk, ...answer },
      ...post,
    },
    [`${root}${space}/${kind.plural}/{name}`]: {
      get: { 'x-kubernetes-action': 'get', ...gvk, ...answer },
      put: { 'x-kubernetes-action': 'put', ...gvk, parameters: writes, ...body, ...answer },
      patch: { 'x-kubernetes-action': 'patch', ...gvk, parameters: patches, ...body, ...answer },
      delete: { 'x-kubernetes-action': 'delete', ...gvk, parameters: [parameter('dryRun')], ...answer },
    },
  };
}

/** The OpenAPI v3 document of one group and version. */
export function openApiDocument(kinds: Kind[], kubernetesVersion: string): Fields {
  const names = new Map(kinds.map((kind) => [kind.type, componentName(kind)]));
  const writer: Writer = { components: {}, nameOf: (type) => names.get(type) ?? sharedName(type.name) };
  const paths: Fields = {};
  for (const kind of kinds) {
    const name = component(kind.type, writer);
    const { group, version } = kind;
    Object.assign(writer.components[name] as Fields, {
      'x-kubernetes-group-version-kind': [{ group, version, kind: kind.kind }],
      ...(kind.type.rules?.description !== undefined && { description: kind.type.rules.description }),
    });
    Object.assign(paths, operations(kind, { $ref: `#/components/schemas/${name}` }));
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: `v${kubernetesVersion}` },
    paths,
    components: { schemas: writer.components },
  };
}

function sharedName(type: string): string {
  const { home, name } = descriptionOf(type) ?? { home: 'core/v1', name: type };
  const [group, version] = home.split('/');
  return group === 'meta'
    ? `io.k8s.apimachinery.pkg.apis.meta.${version}.${name}`
    : `io.k8s.api.${group}.${version}.${name}`;
}

function componentName(kind: Kind): string {
  if (kind.custom) return `${kind.group.split('.').reverse().join('.')}.${kind.version}.${kind.kind}`;
  const group = kind.group === '' ? 'core' : (kind.group.split('.')[0] ?? '');
  return `io.k8s.api.${group}.${kind.version}.${kind.kind}`;
}

/** Where a group and version's document is found: `apis/apps/v1`. */
export function documentPath(kind: Kind): string {
  return kind.group === '' ? `api/${kind.version}` : `apis/${apiVersionOf(kind)}`;
}
