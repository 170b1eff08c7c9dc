import type { IncomingHttpHeaders } from 'node:http';
import type { Claims } from '../entra/tokens.ts';
import type { Reply } from '../http/reply.ts';
import type { Route } from '../http/router.ts';
import { resourcePath } from './gateway/resource-path.ts';
import type { BucketName } from './throttle.ts';

/** One authorized request to Resource Manager. */
export interface ArmRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Path parameters by name; `sub` is in lower case. */
  params: Record<string, string>;
  /** The parsed JSON body without its nulls; undefined when none was sent. */
  body: unknown;
  apiVersion: string;
  caller: Claims;
}

/** What faults and throttling call a request. */
export const CALLS = [
  'put',
  'get',
  'list',
  'list-in-group',
  'delete',
  'patch',
  'abort',
  'credentials',
  'maintenance',
  'pools',
  'pool-put',
  'pool-delete',
  'pool-abort',
  'pool-act',
  'power',
  'poll',
  'versions',
  'group',
  'group-get',
  'group-put',
  'group-delete',
  'group-resources',
  'network',
  'activity-log',
  'token',
  'kube-read',
  'kube-write',
  'kube-watch',
  'chart-index',
  'chart',
  'other',
] as const;
export type CallKind = (typeof CALLS)[number];

/** What a route does, and what faults and throttling call it. */
export interface ArmHandle {
  call: CallKind;
  /** The AKS bucket that this call draws from; Resource Manager's own are drawn from by method. */
  bucket?: BucketName;
  handle(request: ArmRequest): Reply;
}

/** Makes routes that faults and throttling know as `call`. */
export function routesAs(call: CallKind) {
  return (method: string, pattern: string, handle: ArmHandle['handle']): Route<ArmHandle> => ({
    method,
    pattern,
    handle: { call, handle },
  });
}

/** A route of AKS, with its bucket. */
export function aksRoute(
  method: string,
  pattern: string,
  call: CallKind,
  bucket: BucketName,
  handle: ArmHandle['handle'],
): Route<ArmHandle> {
  return { method, pattern, handle: { call, bucket, handle } };
}

/** A path parameter; the router has bound it, or the route's pattern is wrong. */
export function param(request: ArmRequest, name: string): string {
  const value = request.params[name];
  if (value === undefined) throw new Error(`the route of ${request.path} binds no ${name}`);
  return value;
}

/** What a role or tags are of: all that stands before the last provider; `''` is the tenant. */
export const scopeOf = ({ path }: ArmRequest): string => resourcePath(path)?.scope ?? '';
