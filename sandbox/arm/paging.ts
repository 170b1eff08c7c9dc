import type { Reply } from '../http/reply.ts';
import { JSON_PLAIN } from '../http/reply.ts';
import type { ArmRequest } from './request.ts';

/** One page of a list; `nextLink` names where the next one begins. */
export function page(request: ArmRequest, items: unknown[], size: number, baseUrl: string): Reply {
  const start = Number(request.query.get('$skipToken') ?? 0) || 0;
  const value = items.slice(start, start + size);
  const next = start + size;
  const query = new URLSearchParams(request.query);
  query.set('$skipToken', `${next}`);
  const body = next < items.length ? { value, nextLink: `${baseUrl}${request.path}?${query}` } : { value };
  return { status: 200, contentType: JSON_PLAIN, body };
}
