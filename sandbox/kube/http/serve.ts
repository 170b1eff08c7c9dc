import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cluster } from '../cluster.ts';
import { findKind } from '../kinds/lookup.ts';
import { ApiError, methodNotAllowed, noSuchResource } from '../status.ts';
import { type Call, callOf, type Target } from './call.ts';
import { deleteCollection, deleteOne } from './delete-routes.ts';
import { answerDiscovery } from './discovery.ts';
import { answerOpenApi } from './openapi.ts';
import { getObject, listObjects } from './read.ts';
import { sendError, sendJson, sendText } from './respond.ts';
import { answerReview } from './reviews.ts';
import { handleSubresource } from './subresources.ts';
import { watchObjects } from './watch.ts';
import { patchObject, postObject, putObject } from './write-routes.ts';

function isAuthorized(cluster: Cluster, request: IncomingMessage): boolean {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && cluster.spec.tokens.includes(token);
}

function answerVersion(call: Call): void {
  const version = call.cluster.spec.kubernetesVersion;
  const [major = '', minor = ''] = version.split('.');
  const build = {
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: '',
    compiler: 'gc',
  };
  sendJson(call.response, 200, { major, minor, gitVersion: `v${version}`, ...build, platform: 'linux/amd64' });
}

function answerHealth(call: Call): void {
  const check = call.path.slice(1);
  const lines = ['ping', 'log', 'etcd', 'informer-sync'].map((name) => `[+]${name} ok\n`);
  sendText(call.response, 200, call.query.has('verbose') ? `${lines.join('')}${check} check passed\n` : 'ok');
}

// `namespaces/NS/pods/NAME/log`, `nodes/NAME/status`, `namespaces/NAME`.
function targetOf(call: Call, group: string, version: string, parts: string[]): Target {
  const scoped = parts[0] === 'namespaces' && parts.length > 2 && !['status', 'finalize'].includes(parts[2] ?? '');
  const [plural = '', name, subresource, ...rest] = scoped ? parts.slice(2) : parts;
  const kind = findKind(call.cluster, group, version, plural);
  if (kind === undefined || (scoped && !kind.namespaced)) throw noSuchResource();
  return {
    kind,
    namespace: scoped ? parts[1] : undefined,
    name,
    subresource: rest.length > 0 ? `${subresource}` : subresource,
  };
}

function handleCollection(call: Call, target: Target): Promise<void> | void {
  switch (call.method) {
    case 'GET':
      return call.query.get('watch') === 'true' || call.query.get('watch') === '1'
        ? watchObjects(call, target)
        : listObjects(call, target);
    case 'POST':
      if (target.kind.namespaced && target.namespace === undefined) throw methodNotAllowed();
      return postObject(call, target);
    case 'DELETE':
      return deleteCollection(call, target);
    default:
      throw methodNotAllowed();
  }
}

function handleObject(call: Call, target: Target): Promise<void> | void {
  switch (call.method) {
    case 'GET':
      return getObject(call, target);
    case 'PUT':
      return putObject(call, target);
    case 'PATCH':
      return patchObject(call, target);
    case 'DELETE':
      return deleteOne(call, target);
    default:
      throw methodNotAllowed();
  }
}

function handleResource(call: Call, target: Target): Promise<void> | void {
  if (target.kind.createOnly) {
    if (call.method !== 'POST') throw methodNotAllowed();
    return answerReview(call, target);
  }
  if (target.name === undefined) return handleCollection(call, target);
  return target.subresource === undefined ? handleObject(call, target) : handleSubresource(call, target);
}

function route(call: Call): Promise<void> | void {
  const [root, ...parts] = call.path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  if (root === 'version') return answerVersion(call);
  if (root === 'healthz' || root === 'livez' || root === 'readyz') return answerHealth(call);
  if (root === 'openapi') return answerOpenApi(call);
  if (root !== 'api' && root !== 'apis') throw noSuchResource();
  const [group = '', version = '', ...path] = root === 'api' ? ['', ...parts] : parts;
  return path.length === 0 ? answerDiscovery(call) : handleResource(call, targetOf(call, group, version, path));
}

/** Answers one request to a cluster's API server. */
export async function serve(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (cluster.behaviour.apiServerDown === true) {
      throw new ApiError(503, 'ServiceUnavailable', 'the server is currently unable to handle the request', {});
    }
    if (!isAuthorized(cluster, request)) throw new ApiError(401, 'Unauthorized', 'Unauthorized');
    await route(callOf(cluster, request, response));
  } catch (error) {
    sendError(response, error);
  }
}
