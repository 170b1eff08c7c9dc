import { isFields } from '../json.ts';
import type { Fields } from '../types/object.ts';
import type { ScalarNode, SchemaNode } from './node.ts';

/** What came of holding a body against its schema. */
export interface Decoded {
  /** The body without unknown fields and nulls, with the schema's defaults. */
  value: Fields;
  /** Paths of unknown fields, `spec.template.foo`. */
  unknown: string[];
  /** The first value of a wrong type. */
  wrong?: { path: string; want: string; got: string };
}

const goTypes: Record<ScalarNode['kind'], string> = {
  string: 'string',
  integer: 'int32',
  number: 'float64',
  boolean: 'bool',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  time: 'v1.Time',
  bytes: '[]uint8',
};

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

function fits(kind: ScalarNode['kind'], value: unknown): boolean {
  switch (kind) {
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'quantity':
    case 'intOrString':
      return typeof value === 'string' || typeof value === 'number';
    default:
      return typeof value === 'string';
  }
}

/** Quantities given as numbers are kept as the API server writes them: `0.5` is `500m`. */
function quantityText(value: number): string {
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}

function wrong(result: Decoded, path: string, want: string, value: unknown): undefined {
  result.wrong ??= { path, want, got: jsonType(value) };
  return undefined;
}

function decodeScalar(value: unknown, node: ScalarNode, path: string, result: Decoded): unknown {
  if (!fits(node.kind, value)) return wrong(result, path, goTypes[node.kind], value);
  return node.kind === 'quantity' && typeof value === 'number' ? quantityText(value) : value;
}

function decodeValue(value: unknown, node: SchemaNode, path: string, result: Decoded): unknown {
  if (node.kind === 'any') return value;
  if (node.kind === 'list') {
    if (!Array.isArray(value)) return wrong(result, path, '[]v1.Object', value);
    return value.map((item, index) => decodeValue(item, node.items, `${path}[${index}]`, result));
  }
  if (node.kind === 'object' || node.kind === 'map') {
    return isFields(value) ? decodeFields(value, node, path, result) : wrong(result, path, 'v1.Object', value);
  }
  return decodeScalar(value, node, path, result);
}

function decodeFields(
  value: Fields,
  node: Extract<SchemaNode, { kind: 'object' | 'map' }>,
  path: string,
  result: Decoded,
): Fields {
  const decoded: Fields = {};
  for (const [key, item] of Object.entries(value)) {
    const itemPath = path === '' ? key : `${path}.${key}`;
    const child = node.kind === 'map' ? node.values : node.fields.get(key)?.node;
    if (child === undefined) {
      if (node.kind === 'object' && node.open) decoded[key] = item;
      else result.unknown.push(itemPath);
    } else if (item !== null) {
      decoded[key] = decodeValue(item, child, itemPath, result);
    } else if (child.rules?.nullable === true || child.kind === 'any') {
      decoded[key] = null;
    }
  }
  if (node.kind === 'object') addDefaults(decoded, node, path, result);
  return decoded;
}

function addDefaults(
  decoded: Fields,
  node: Extract<SchemaNode, { kind: 'object' }>,
  path: string,
  result: Decoded,
): void {
  for (const [key, field] of node.fields) {
    const fallback = field.node.rules?.default;
    if (fallback !== undefined && decoded[key] === undefined) {
      decoded[key] = decodeValue(fallback, field.node, `${path}.${key}`, result);
    }
  }
}

/** Holds a body against its schema as the API server's decoder does. */
export function decode(body: Fields, node: SchemaNode): Decoded {
  const result: Decoded = { value: {}, unknown: [] };
  const value = decodeValue(body, node, '', result);
  return isFields(value) ? { ...result, value } : result;
}
