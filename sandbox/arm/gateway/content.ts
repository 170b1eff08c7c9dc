import type { IncomingMessage } from 'node:http';
import { readBody } from '../../http/request-body.ts';
import { withoutNulls } from '../../json.ts';
import { armError } from '../errors.ts';

/** The parsed JSON body of a request without its nulls; undefined when none was sent. */
export async function contentOf(message: IncomingMessage): Promise<unknown> {
  const content = await readBody(message);
  if (content.trim() === '') return undefined;
  const [mediaType = ''] = (message.headers['content-type'] ?? '<null>').split(';');
  if (mediaType.trim().toLowerCase() !== 'application/json') {
    throw armError(
      415,
      'UnsupportedMediaType',
      `The content media type '${mediaType.trim()}' is not supported. Only 'application/json' is supported.`,
    );
  }
  try {
    return withoutNulls(JSON.parse(content));
  } catch (error) {
    const why = error instanceof Error ? error.message : `${error}`;
    throw armError(
      400,
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: '${why}'.`,
    );
  }
}
