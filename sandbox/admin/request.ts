import type { Reply } from '../http/reply.ts';

/** A request to the sandbox's own routes; no token is asked for. */
export interface AdminRequest {
  params: Record<string, string>;
  query: URLSearchParams;
  body: unknown;
}
export type AdminHandler = (request: AdminRequest) => Reply;
