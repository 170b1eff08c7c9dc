import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse } from 'yaml';
import type { Cluster } from '../cluster.ts';
import { isFields } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { decodeProtobuf } from '../protobuf/decode.ts';
import { ApiError, badRequest, unsupportedMediaType } from '../status.ts';
import type { Fields } from '../types/object.ts';

/** One request on its way through the API server. */
export interface Call {
  cluster: Cluster;
  request: IncomingMessage;
  response: ServerResponse;
  method: string;
  path: string;
  query: URLSearchParams;
}

/** What a resource path points at. */
export interface Target {
  kind: Kind;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** A request with its path and parameters taken apart. */
export function callOf(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Call {
  const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
  const method = request.method ?? 'GET';
  return { cluster, request, response, method, path: url.pathname, query: url.searchParams };
}

/** The media type of the body, without parameters. */
export function mediaType(call: Call): string {
  return (call.request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? '';
}

const protobuf = 'application/vnd.kubernetes.protobuf';
const bodyLimit = 3 * 1024 * 1024;

async function readBytes(call: Call): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of call.request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyLimit) {
      throw new ApiError(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseBody(bytes: Buffer, type: string): unknown {
  if (type === protobuf) return decodeProtobuf(bytes);
  const text = bytes.toString('utf8');
  if (text.trim() === '') return undefined;
  // Clients send JSON as YAML more often than not, and reading it as JSON is far quicker.
  return type.includes('yaml') && !text.trimStart().startsWith('{') ? parse(text) : JSON.parse(text);
}

/** The body, parsed; `undefined` when there is none. */
export async function readBody(call: Call): Promise<unknown> {
  const type = mediaType(call);
  const known = type === protobuf || type.includes('yaml') || type.includes('json');
  if (!known) throw unsupportedMediaType(['application/json', 'application/yaml', protobuf]);
  const bytes = await readBytes(call);
  try {
    return parseBody(bytes, type);
  } catch (error) {
    throw error instanceof ApiError ? error : badRequest(`error decoding the body: ${(error as Error).message}`);
  }
}

/** The body, which has to be an object. */
export async function readObject(call: Call): Promise<Fields> {
  const body = await readBody(call);
  if (!isFields(body)) throw badRequest('the body of the request was no object');
  return body;
}

/** Whether nothing is to be stored. */
export function isDryRun(call: Call): boolean {
  return call.query.getAll('dryRun').includes('All');
}

/** Who writes, for managedFields: the `fieldManager` parameter, or the program. */
export function managerName(call: Call): string {
  const given = call.query.get('fieldManager');
  return given || (call.request.headers['user-agent'] ?? 'unknown').split('/')[0] || 'unknown';
}
