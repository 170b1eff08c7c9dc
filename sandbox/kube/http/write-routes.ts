import { applyManifest } from '../apply/apply.ts';
import type { Writer } from '../apply/managers.ts';
import { fieldsOf, isFields } from '../json.ts';
import { apiVersionOf, type Kind } from '../kinds/kind.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMergePatch } from '../patch/strategic.ts';
import { type Decoded, decode } from '../schema/decode.ts';
import { ApiError, badRequest, conflict, notFound, unsupportedMediaType } from '../status.ts';
import type { Fields, KubeObject } from '../types/object.ts';
import { createObject, replaceObject, type WriteOptions } from '../write/write.ts';
import { type Call, isDryRun, managerName, mediaType, readBody, readObject, type Target } from './call.ts';
import { liveObject } from './read.ts';
import { addWarnings, sendJson } from './respond.ts';
import { showObject, viewOf } from './table.ts';

/** Who writes, by which operation, and whether it is a dry run. */
export function optionsOf(call: Call, target: Target, operation: Writer['operation'] = 'Update'): WriteOptions {
  const writer = {
    manager: managerName(call),
    operation,
    apiVersion: apiVersionOf(target.kind),
    subresource: target.subresource,
  };
  return { writer, dryRun: isDryRun(call) };
}

function checkType(kind: Kind, body: Fields): void {
  const apiVersion = apiVersionOf(kind);
  const stated = body['apiVersion'] ?? apiVersion;
  if (stated !== apiVersion) {
    throw badRequest(`the API version in the data (${stated}) does not match the expected API version (${apiVersion})`);
  }
  if ((body['kind'] ?? kind.kind) !== kind.kind) {
    throw badRequest(
      `${body['kind']} in version "${kind.version}" cannot be handled as a ${kind.kind}: no kind "${body['kind']}" is registered for version "${apiVersion}"`,
    );
  }
}

const unknownText = (decoded: Decoded) => decoded.unknown.map((path) => `unknown field "${path}"`);

function refuseWrongType(kind: Kind, { wrong }: Decoded): void {
  if (wrong === undefined) return;
  const message = `json: cannot unmarshal ${wrong.got} into Go struct field ${kind.kind}.${wrong.path} of type ${wrong.want}`;
  throw badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${message}`);
}

/** Reads a body by its schema; what becomes of unknown fields is the client's choice (`fieldValidation`). */
function decoded(call: Call, kind: Kind, body: Fields, refuse: (errors: string) => ApiError): Fields {
  checkType(kind, body);
  const result = decode(body, kind.type);
  refuseWrongType(kind, result);
  const unknown = unknownText(result);
  const mode = call.query.get('fieldValidation') || 'Warn';
  if (unknown.length > 0 && mode === 'Strict') throw refuse(`strict decoding error: ${unknown.join(', ')}`);
  if (mode === 'Warn') addWarnings(call.response, unknown);
  return result.value;
}

const refuseBody = (kind: Kind) => (errors: string) =>
  badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${errors}`);

const refusePatch = (patch: unknown) => (errors: string) => {
  const message = `Invalid value: ${JSON.stringify(JSON.stringify(patch))}: ${errors}`;
  const causes = [{ reason: 'FieldValueInvalid', field: 'patch', message }];
  return new ApiError(422, 'Invalid', ` "" is invalid: patch: ${message}`, { causes });
};

/** POST to a collection. */
export async function postObject(call: Call, target: Target): Promise<void> {
  const { kind, namespace } = target;
  const body = await readObject(call);
  const stated = fieldsOf(body['metadata'])['namespace'];
  if (stated !== undefined && stated !== '' && stated !== (namespace ?? '')) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const value = decoded(call, kind, body, refuseBody(kind));
  const object = createObject(call.cluster, kind, namespace, value, optionsOf(call, target));
  sendJson(call.response, 201, showObject(call, kind, object, viewOf(call)));
}

/** PUT of an object or its status. */
export async function putObject(call: Call, target: Target): Promise<void> {
  const { kind } = target;
  const value = decoded(call, kind, await readObject(call), refuseBody(kind));
  const object = replaceObject(
    call.cluster,
    kind,
    liveObject(call, target),
    value,
    target.subresource,
    optionsOf(call, target),
  );
  sendJson(call.response, 200, showObject(call, kind, object, viewOf(call)));
}

/** What a patch other than apply makes of a live object. */
export function patched(type: string, live: Fields, patch: unknown, kind: Kind): unknown {
  switch (type) {
    case 'application/json-patch+json':
      return jsonPatch(live, patch);
    case 'application/merge-patch+json':
      return mergePatch(live, patch);
    case 'application/strategic-merge-patch+json':
      if (!kind.custom) return strategicMergePatch(live, patch, kind.type);
      break;
  }
  const common = ['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml'];
  throw unsupportedMediaType(kind.custom ? common : [...common, 'application/strategic-merge-patch+json']);
}

/** PATCH of an object or its status, server-side apply included. */
export async function patchObject(call: Call, target: Target): Promise<void> {
  const type = mediaType(call);
  if (type === 'application/apply-patch+yaml') return applyObject(call, target);
  const { kind } = target;
  const patch = await readBody(call);
  const live = liveObject(call, target);
  const result = patched(type, { ...live, apiVersion: apiVersionOf(kind) }, patch, kind);
  if (!isFields(result)) throw badRequest('the patch leaves no object');
  const value = decoded(call, kind, result, refusePatch(patch));
  const object = replaceObject(call.cluster, kind, live, value, target.subresource, optionsOf(call, target));
  sendJson(call.response, 200, showObject(call, kind, object, viewOf(call)));
}

// Apply has no use for a field that it does not know, whatever `fieldValidation` says.
function decodedManifest(target: Target, body: Fields): Fields {
  const { kind, namespace, name } = target;
  checkType(kind, body);
  const result = decode(body, kind.type);
  const where = `${namespace === undefined ? '' : `${namespace}/`}${name}; ${apiVersionOf(kind)}, Kind=${kind.kind}`;
  const errors = result.unknown.map((path) => `.${path}: field not declared in schema`);
  if (result.wrong !== undefined)
    errors.push(`.${result.wrong.path}: expected ${result.wrong.want}, got ${result.wrong.got}`);
  const list = errors.length === 1 ? errors[0] : `errors:\n${errors.map((line) => `  ${line}`).join('\n')}`;
  if (errors.length > 0) throw new ApiError(500, '', `failed to create typed patch object (${where}): ${list}`);
  return result.value;
}

async function applyObject(call: Call, target: Target): Promise<void> {
  const { cluster, query, response } = call;
  const { kind, namespace, subresource } = target;
  const name = target.name ?? '';
  if (!query.get('fieldManager')) {
    throw new ApiError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      {},
    );
  }
  const manifest = decodedManifest(target, await readObject(call));
  const stated = fieldsOf(manifest['metadata']);
  if ((stated['name'] ?? name) !== name) {
    throw badRequest(`the name of the object (${stated['name']}) does not match the name on the URL (${name})`);
  }
  const live = cluster.store.get<KubeObject>({ key: kind.resource }, namespace, name);
  const options = optionsOf(call, target, 'Apply');
  const force = query.get('force') === 'true';
  if (live === undefined) {
    if (subresource !== undefined) throw notFound(kind, name);
    if (stated['uid'] !== undefined || stated['resourceVersion'] !== undefined) {
      throw conflict(
        kind,
        name,
        `uid mismatch: the provided object specified uid ${stated['uid']}, and no existing object was found`,
      );
    }
  }
  const base = live === undefined ? undefined : { ...live, apiVersion: apiVersionOf(kind) };
  const next = applyManifest(
    base,
    { ...manifest, metadata: { ...stated, name } },
    kind.type,
    options.writer,
    force,
    cluster.clock.now(),
  );
  const object =
    live === undefined
      ? createObject(cluster, kind, namespace, next, options)
      : replaceObject(cluster, kind, live, next, subresource, options);
  sendJson(response, live === undefined ? 201 : 200, showObject(call, kind, object, viewOf(call)));
}
