import type { IncomingMessage } from 'node:http';

const LIMIT = 4 * 1024 * 1024;

/** The whole request body as text; throws past 4 MiB, Resource Manager's own limit. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const buffer: Buffer = chunk;
    size += buffer.length;
    if (size > LIMIT) throw new RangeError('request body too large');
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
