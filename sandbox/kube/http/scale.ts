import { fieldsOf, isFields, readPath } from '../json.ts';
import { builtinType } from '../schema/builtin.ts';
import { decode } from '../schema/decode.ts';
import { badRequest } from '../status.ts';
import type { Fields, KubeObject } from '../types/object.ts';
import { replaceObject } from '../write/write.ts';
import { type Call, mediaType, readBody, type Target } from './call.ts';
import { liveObject } from './read.ts';
import { sendJson } from './respond.ts';
import { optionsOf, patched } from './write-routes.ts';

function selectorText(object: KubeObject): string {
  const labels = fieldsOf(readPath(object, 'spec.selector.matchLabels'));
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

function scaleOf(object: KubeObject): Fields {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: Number(readPath(object, 'spec.replicas') ?? 0) },
    status: { replicas: Number(readPath(object, 'status.replicas') ?? 0), selector: selectorText(object) },
  };
}

const scaleKind = { type: builtinType('Scale'), custom: false };

/** GET, PUT and PATCH of `scale`. */
export async function handleScale(call: Call, target: Target): Promise<void> {
  const live = liveObject(call, target);
  if (call.method === 'GET') return sendJson(call.response, 200, scaleOf(live));
  const body = await readBody(call);
  const kind = { ...target.kind, ...scaleKind };
  const asked = call.method === 'PATCH' ? patched(mediaType(call), scaleOf(live), body, kind) : body;
  if (!isFields(asked)) throw badRequest('the body of the request was no object');
  const { value } = decode(asked, scaleKind.type);
  const replicas = readPath(value, 'spec.replicas') ?? 0;
  const version = readPath(value, 'metadata.resourceVersion');
  const metadata = { ...live.metadata, ...(typeof version === 'string' ? { resourceVersion: version } : {}) };
  const next = { ...live, metadata, spec: { ...fieldsOf(live['spec']), replicas } };
  const options = optionsOf(call, target);
  sendJson(call.response, 200, scaleOf(replaceObject(call.cluster, target.kind, live, next, undefined, options)));
}
