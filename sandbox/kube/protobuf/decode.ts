import { itemsOf } from '../json.ts';
import { unsupportedMediaType } from '../status.ts';
import type { Fields } from '../types.ts';
import { messages } from './messages.ts';
import { wireFields } from './wire.ts';

// Every body is this mark and then an envelope: type (1), message (2).
const mark = [0x6b, 0x38, 0x73, 0x00];

type Wire = bigint | Uint8Array;

const bytesOf = (value: Wire): Uint8Array => (typeof value === 'bigint' ? new Uint8Array() : value);
const textOf = (value: Wire): string => Buffer.from(bytesOf(value)).toString('utf8');

// Seconds since the epoch; 0 is how Go writes no time at all.
function timeOf(value: Wire): string | undefined {
  const [seconds] = [...wireFields(bytesOf(value))].filter((field) => field.number === 1);
  if (seconds === undefined || typeof seconds.value !== 'bigint') return undefined;
  const milliseconds = Number(BigInt.asIntN(64, seconds.value)) * 1000;
  return milliseconds <= 0 ? undefined : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

function readValue(value: Wire, type: string): unknown {
  switch (type) {
    case 's':
      return textOf(value);
    case 'i':
      return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : undefined;
    case 'b':
      return value === 1n;
    case 'y':
      return Buffer.from(bytesOf(value)).toString('base64');
    case 'd':
      return timeOf(value);
    case 'j':
      return JSON.parse(textOf(value));
    case 'RawJson':
      return readMessage(bytesOf(value), type)['raw'];
    default:
      return readMessage(bytesOf(value), type);
  }
}

function readEntry(bytes: Uint8Array, type: string): Fields {
  let key = '';
  let value: unknown = '';
  for (const field of wireFields(bytes)) {
    if (field.number === 1) key = textOf(field.value);
    else value = readValue(field.value, type);
  }
  return { [key]: value };
}

function readMessage(bytes: Uint8Array, name: string): Fields {
  const fields = messages.get(name);
  if (fields === undefined) throw unsupportedMediaType(['application/json', 'application/yaml']);
  const result: Fields = {};
  for (const { number, value } of wireFields(bytes)) {
    const field = fields.get(number);
    // A field that is not in the table, such as a status, is one that the server would not take from a client.
    if (field === undefined) continue;
    const { type } = field;
    const inner = type.slice(1, -1);
    if (type.startsWith('[')) result[field.name] = [...itemsOf(result[field.name]), readValue(value, inner)];
    else if (type.startsWith('{'))
      result[field.name] = { ...(result[field.name] as Fields), ...readEntry(bytesOf(value), inner) };
    else result[field.name] = readValue(value, type);
  }
  return withoutBlanks(result);
}

// Go writes empty strings for what JSON leaves out.
function withoutBlanks(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== '' && value !== undefined));
}

/** Reads a body of `application/vnd.kubernetes.protobuf` into what it would be as JSON. */
export function decodeProtobuf(body: Uint8Array): Fields | undefined {
  if (body.length === 0) return undefined;
  if (mark.some((byte, index) => body[index] !== byte)) throw new Error('no Kubernetes protobuf message');
  let apiVersion = '';
  let kind = '';
  let message: Uint8Array = new Uint8Array();
  for (const { number, value } of wireFields(body.subarray(mark.length))) {
    if (number === 1) {
      const type = [...wireFields(bytesOf(value))];
      apiVersion = textOf(type.find((field) => field.number === 1)?.value ?? 0n);
      kind = textOf(type.find((field) => field.number === 2)?.value ?? 0n);
    } else if (number === 2) message = bytesOf(value);
  }
  return { apiVersion, kind, ...readMessage(message, kind) };
}
