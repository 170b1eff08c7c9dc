import type { IncomingMessage } from 'node:http';
import type { ReplyError } from '../../http/reply.ts';
import { readBody } from '../../http/request-body.ts';
import { isObject, type JsonObject, withoutNulls } from '../../json.ts';
import { armError } from '../errors.ts';

/** The JSON object in the body of a request, without its nulls; undefined when none was sent. */
export async function contentOf(message: IncomingMessage): Promise<JsonObject | undefined> {
  const content = await readContent(message);
  if (content.trim() === '') return undefined;
  const [mediaType = ''] = (message.headers['content-type'] ?? '<null>').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    throw armError(
      415,
      'UnsupportedMediaType',
      `The content media type '${mediaType.trim()}' is not supported. Only 'application/json' is supported.`,
    );
  }
  const parsed = withoutNulls(parse(content));
  if (isObject(parsed)) return parsed;
  throw invalid('a JSON object is expected');
}

async function readContent(message: IncomingMessage): Promise<string> {
  try {
    return await readBody(message);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw armError(413, 'RequestContentTooLarge', 'The request content size exceeds the maximum size of 4 MB.');
  }
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : `${error}`);
  }
}

function invalid(why: string): ReplyError {
  return armError(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${why}'.`,
  );
}
