import type { Reply } from '../http/reply.ts';
import type { ArmRequest } from './request.ts';

export type Pager = ReturnType<typeof createPager>;

/**
 * Answers lists page by page; `nextLink` names where the next one begins.
 * @param size how many items a page has at the most
 */
export function createPager(size: number, baseUrl: () => string) {
  return (request: ArmRequest, items: unknown[]): Reply => page(request, items, size, baseUrl());
}

function page(request: ArmRequest, items: unknown[], size: number, baseUrl: string): Reply {
  const start = Math.max(Number(queried(request, '$skiptoken')) || 0, 0);
  // What was asked for at most; the link goes on from there.
  const asked = Number(queried(request, '$top'));
  const most = asked > 0 ? Math.min(asked, size) : size;
  const value = items.slice(start, start + most);
  const next = start + most;
  const others = [...request.query].filter(([name]) => name.toLowerCase() !== '$skiptoken');
  const query = new URLSearchParams(others);
  query.set('$skipToken', `${next}`);
  const body = next < items.length ? { value, nextLink: `${baseUrl}${request.path}?${query}` } : { value };
  return { status: 200, body };
}

/** Names in a query are compared without case, as OData's are at Azure. */
function queried(request: ArmRequest, name: string): string | undefined {
  return [...request.query].find(([key]) => key.toLowerCase() === name)?.[1];
}
