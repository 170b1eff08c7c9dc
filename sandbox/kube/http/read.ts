import { fieldsOf } from '../json.ts';
import { ApiError, notFound } from '../status.ts';
import { parseFieldSelector, parseLabelSelector } from '../store/selectors.ts';
import type { KubeObject } from '../types/object.ts';
import type { Call, Target } from './call.ts';
import { sendJson } from './respond.ts';
import { showList, showObject, versionOf, viewOf } from './table.ts';

/** The object that a path names; 404 when there is none. */
export function liveObject(call: Call, target: Target): KubeObject {
  const name = target.name ?? '';
  const object = call.cluster.store.get<KubeObject>({ key: target.kind.resource }, target.namespace, name);
  if (object === undefined) throw notFound(target.kind, name);
  return object;
}

/** Whether an object is one of those that a list, watch or deletecollection is about. */
export function selectionOf(call: Call, target: Target): (object: KubeObject) => boolean {
  const labels = parseLabelSelector(call.query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(call.query.get('fieldSelector') ?? '', target.kind.resource);
  const { namespace } = target;
  return (object) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    labels(object.metadata.labels ?? {}) &&
    fields(object);
}

const keyOf = (object: KubeObject) => `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
const byKey = (a: KubeObject, b: KubeObject) => (keyOf(a) < keyOf(b) ? -1 : 1);

/** The selected objects, in order. */
export function selectedObjects(call: Call, target: Target): KubeObject[] {
  const selected = selectionOf(call, target);
  return call.cluster.store.list<KubeObject>({ key: target.kind.resource }).filter(selected).sort(byKey);
}

interface Page {
  version: string;
  after: string;
}

function pageOf(token: string): Page {
  try {
    const { version, after } = fieldsOf(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
    return { version: String(version), after: String(after) };
  } catch {
    throw new ApiError(410, 'Expired', 'The provided continue parameter is too old or malformed.');
  }
}

/** Answers a list, a page of it if a limit is given. */
export function listObjects(call: Call, target: Target): void {
  const view = viewOf(call);
  const token = call.query.get('continue');
  const page = token === null || token === '' ? undefined : pageOf(token);
  const all = selectedObjects(call, target);
  const rest = page === undefined ? all : all.filter((object) => keyOf(object) > page.after);
  const limit = Number(call.query.get('limit') ?? 0);
  const shown = limit > 0 ? rest.slice(0, limit) : rest;
  const resourceVersion = page?.version ?? versionOf(call.cluster);
  const last = shown.at(-1);
  const more =
    shown.length < rest.length && last !== undefined
      ? {
          continue: Buffer.from(JSON.stringify({ version: resourceVersion, after: keyOf(last) })).toString('base64url'),
          remainingItemCount: rest.length - shown.length,
        }
      : {};
  sendJson(call.response, 200, showList(call, target.kind, shown, { resourceVersion, ...more }, view));
}

/** Answers one object. */
export function getObject(call: Call, target: Target): void {
  sendJson(call.response, 200, showObject(call, target.kind, liveObject(call, target), viewOf(call)));
}
