import { defined, fieldsOf } from '../json.ts';
import { conflict, forbidden, successBody } from '../status.ts';
import type { Fields, KubeObject } from '../types/object.ts';
import { deleteObject, type Propagation } from '../write/remove.ts';
import { type Call, isDryRun, readBody, type Target } from './call.ts';
import { liveObject, selectedObjects } from './read.ts';
import { sendJson } from './respond.ts';
import { inVersion, showList, versionOf } from './table.ts';

interface DeleteOptions {
  propagation: Propagation;
  graceSeconds: number | undefined;
  dryRun: boolean;
  preconditions: Fields;
}

async function optionsOf(call: Call): Promise<DeleteOptions> {
  const body = fieldsOf(await readBody(call));
  const stated = body['propagationPolicy'] ?? call.query.get('propagationPolicy');
  const orphan = body['orphanDependents'] === true;
  const grace = body['gracePeriodSeconds'] ?? call.query.get('gracePeriodSeconds') ?? undefined;
  return {
    propagation: stated === 'Foreground' || stated === 'Orphan' ? stated : orphan ? 'Orphan' : 'Background',
    graceSeconds: grace === undefined ? undefined : Number(grace),
    dryRun: isDryRun(call) || (Array.isArray(body['dryRun']) && body['dryRun'].includes('All')),
    preconditions: fieldsOf(body['preconditions']),
  };
}

function checkPreconditions(target: Target, object: KubeObject, preconditions: Fields): void {
  for (const [field, word] of [
    ['uid', 'UID'],
    ['resourceVersion', 'ResourceVersion'],
  ] as const) {
    const wanted = preconditions[field];
    if (wanted === undefined || wanted === object.metadata[field]) continue;
    const why = `Precondition failed: ${word} in precondition: ${wanted}, ${word} in object meta: ${object.metadata[field]}`;
    throw conflict(target.kind, object.metadata.name, why);
  }
}

/** DELETE of one object. */
export async function deleteOne(call: Call, target: Target): Promise<void> {
  const { kind } = target;
  const options = await optionsOf(call);
  const live = liveObject(call, target);
  const { name, uid } = live.metadata;
  checkPreconditions(target, live, options.preconditions);
  if (kind.resource === 'namespaces' && ['default', 'kube-system', 'kube-public', 'kube-node-lease'].includes(name)) {
    throw forbidden(kind, name, 'this namespace may not be deleted');
  }
  const details = defined({ name, group: kind.group === '' ? undefined : kind.group, kind: kind.plural, uid });
  if (options.dryRun) return sendJson(call.response, 200, successBody(details));
  const { propagation, graceSeconds } = options;
  const { object, gone } = deleteObject(call.cluster, { key: kind.resource }, live, propagation, graceSeconds);
  sendJson(call.response, 200, gone ? successBody(details) : inVersion(call, kind, object));
}

/** DELETE of a collection: what the selectors leave. */
export async function deleteCollection(call: Call, target: Target): Promise<void> {
  const options = await optionsOf(call);
  const objects = selectedObjects(call, target);
  const { propagation, graceSeconds, dryRun } = options;
  if (!dryRun) {
    for (const object of objects) {
      deleteObject(call.cluster, { key: target.kind.resource }, object, propagation, graceSeconds);
    }
  }
  const metadata = { resourceVersion: versionOf(call.cluster) };
  sendJson(call.response, 200, showList(call, target.kind, objects, metadata, 'plain'));
}
