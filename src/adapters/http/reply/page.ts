import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Page } from '../../../ports.ts';
import { callerOf } from '../request/auth.ts';
import type { Cursors } from './cursor.ts';

const largestPage = 200;

/** The query members that every list has. A limit that is too large is served as the largest. */
export const pageQuery = {
  limit: Type.Optional(
    Type.Integer({ minimum: 1, description: `Items on a page, at most ${largestPage}. Default 50.` }),
  ),
  cursor: Type.Optional(Type.String({ maxLength: 512, description: '`nextCursor` of the page before.' })),
};

type Query = { limit?: number; cursor?: string };

/** Answers one page of a list, with a cursor and a `Link` to the next. */
export async function sendPage<Item, View, Filter extends object>(
  request: FastifyRequest,
  reply: FastifyReply,
  options: {
    /** The query, as the route's schema has read it. */
    query: Filter & Query;
    publicUrl: string;
    cursors: Cursors;
    read: (filter: Omit<Filter, keyof Query>, limit: number, after?: string) => Promise<Page<Item>>;
    view: (item: Item) => View;
  },
): Promise<{ items: View[]; nextCursor?: string }> {
  const { limit = 50, cursor, ...filter } = options.query;
  const path = request.url.split('?', 1)[0] ?? '';
  const scope = [callerOf(request).tenant, path, filter];
  const after = cursor === undefined ? undefined : options.cursors.open(cursor, scope);
  const page = await options.read(filter, Math.min(limit, largestPage), after);
  const items = page.items.map(options.view);
  if (page.next === undefined) return { items };
  const nextCursor = options.cursors.seal(page.next, scope);
  const query = new URLSearchParams({ ...textOf(filter), limit: String(limit), cursor: nextCursor });
  reply.header('link', `<${options.publicUrl}${path}?${query}>; rel="next"`);
  return { items, nextCursor };
}

function textOf(filter: object): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, String(value)]));
}
