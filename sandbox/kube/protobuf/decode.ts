import { itemsOf } from '../json.ts';
import { builtinType, isBuiltinType } from '../schema/builtin.ts';
import type { FieldNode, ObjectNode, SchemaNode } from '../schema/node.ts';
import { unsupportedMediaType } from '../status.ts';
import type { Fields } from '../types/object.ts';
import { wireFields } from './wire.ts';

// Every body is this mark and then an envelope: type (1), message (2).
const mark = [0x6b, 0x38, 0x73, 0x00];

type Wire = bigint | Uint8Array;

const bytesOf = (value: Wire): Uint8Array => (typeof value === 'bigint' ? new Uint8Array() : value);
const textOf = (value: Wire): string => Buffer.from(bytesOf(value)).toString('utf8');
const numberOf = (value: Wire): number => (typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0);

// A field of one of the small messages that JSON writes as a scalar.
function part(value: Wire, number: number): Wire | undefined {
  return [...wireFields(bytesOf(value))].find((field) => field.number === number)?.value;
}

// Seconds since the epoch; a zero time is how Go writes no time at all.
function timeOf(value: Wire): string | undefined {
  const milliseconds = numberOf(part(value, 1) ?? 0n) * 1000;
  return milliseconds <= 0 ? undefined : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

// Which of the two it is (0 is the integer), the integer, the string.
function intOrString(value: Wire): string | number {
  const isText = numberOf(part(value, 1) ?? 0n) === 1;
  return isText ? textOf(part(value, 3) ?? 0n) : numberOf(part(value, 2) ?? 0n);
}

function readValue(value: Wire, node: SchemaNode): unknown {
  switch (node.kind) {
    case 'string':
      return textOf(value);
    case 'integer':
    case 'number':
      return numberOf(value);
    case 'boolean':
      return value === 1n;
    case 'bytes':
      return Buffer.from(bytesOf(value)).toString('base64');
    case 'time':
      return timeOf(value);
    case 'quantity':
      return textOf(part(value, 1) ?? 0n);
    case 'intOrString':
      return intOrString(value);
    case 'any':
      return JSON.parse(textOf(part(value, 1) ?? 0n));
    case 'object':
      return readMessage(bytesOf(value), node, '');
    default:
      // Lists and maps are fields that come again and again; `addTo` puts them together.
      return undefined;
  }
}

function readEntry(bytes: Uint8Array, node: SchemaNode): Fields {
  let key = '';
  let value: unknown = node.kind === 'object' ? {} : '';
  for (const field of wireFields(bytes)) {
    if (field.number === 1) key = textOf(field.value);
    else value = readValue(field.value, node);
  }
  return { [key]: value };
}

function addTo(known: unknown, value: Wire, node: SchemaNode): unknown {
  if (node.kind === 'list') return [...itemsOf(known), readValue(value, node.items)];
  if (node.kind === 'map') return { ...(known as Fields | undefined), ...readEntry(bytesOf(value), node.values) };
  return readValue(value, node);
}

type Places = Map<string, [name: string, field: FieldNode]>;
const placesOf = new WeakMap<ObjectNode, Places>();

function fieldPlaces(type: ObjectNode): Places {
  let places = placesOf.get(type);
  if (places === undefined) {
    const placed = [...type.fields].flatMap(([name, field]) =>
      field.wire === undefined ? [] : [[name, field] as const],
    );
    places = new Map(placed.map(([name, field]) => [field.wire?.number ?? '', [name, field]]));
    placesOf.set(type, places);
  }
  return places;
}

// Go writes zeros for what JSON leaves out.
const isZero = (value: unknown) => value === '' || value === 0 || value === false || value === undefined;

function readMessage(bytes: Uint8Array, type: ObjectNode, prefix: string): Fields {
  const places = fieldPlaces(type);
  let result: Fields = {};
  for (const { number, value } of wireFields(bytes)) {
    const place = `${prefix}${number}`;
    const [name, field] = places.get(place) ?? [];
    if (name !== undefined && field !== undefined) {
      const read = addTo(result[name], value, field.node);
      if (!isZero(read) || field.wire?.keepsZero === true) result[name] = read;
    } else if ([...places.keys()].some((known) => known.startsWith(`${place}.`))) {
      result = { ...result, ...readMessage(bytesOf(value), type, `${place}.`) };
    }
  }
  return result;
}

// Kinds of two groups share a name; the tables tell them apart by another.
const otherNames: Record<string, string> = { 'autoscaling/v1 HorizontalPodAutoscaler': 'HorizontalPodAutoscalerV1' };

/** Reads a body of `application/vnd.kubernetes.protobuf` into what it would be as JSON. */
export function decodeProtobuf(body: Uint8Array): Fields | undefined {
  if (body.length === 0) return undefined;
  if (mark.some((byte, index) => body[index] !== byte)) throw new Error('no Kubernetes protobuf message');
  const envelope = body.subarray(mark.length);
  const type = part(envelope, 1) ?? 0n;
  const apiVersion = textOf(part(type, 1) ?? 0n);
  const kind = textOf(part(type, 2) ?? 0n);
  const name = otherNames[`${apiVersion} ${kind}`] ?? kind;
  if (!isBuiltinType(name)) throw unsupportedMediaType(['application/json', 'application/yaml']);
  return { apiVersion, kind, ...readMessage(bytesOf(part(envelope, 2) ?? 0n), builtinType(name), '') };
}
