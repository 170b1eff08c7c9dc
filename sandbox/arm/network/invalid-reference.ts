import type { ReplyError } from '../../http/reply.ts';
import { armError } from '../errors.ts';

/** What Network says of a reference to something that is not there. */
export function invalidReference(id: string): ReplyError {
  return armError(
    400,
    'InvalidResourceReference',
    `Resource ${id} referenced by resource was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
  );
}
