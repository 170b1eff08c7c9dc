import { trackUpdate } from '../apply/apply.ts';
import type { Writer } from '../apply/managers.ts';
import { type Cluster, timestamp } from '../cluster.ts';
import { newUid, randomSuffix } from '../ids.ts';
import { fieldsOf, sameJson, without } from '../json.ts';
import { apiVersionOf, type Kind } from '../kinds/kind.ts';
import { alreadyExists, badRequest, conflict, forbidden, invalid, notFound } from '../status.ts';
import { namespaces } from '../store/resources.ts';
import type { Resource } from '../store/store.ts';
import type { Fields, KubeObject, ObjectMeta } from '../types/object.ts';
import { admitted } from './admission.ts';
import { completed, initialStatus } from './defaults.ts';
import { removeObject } from './remove.ts';
import { validationCauses } from './validate.ts';

/** How one write is to be made. */
export interface WriteOptions {
  writer: Writer;
  dryRun: boolean;
}

const storedAs = (kind: Kind): Resource<KubeObject> => ({ key: kind.resource });
const namespaceKind = { plural: 'namespaces', group: '', kind: 'Namespace' };

function checkNamespace(cluster: Cluster, kind: Kind, namespace: string, name: string): void {
  const home = cluster.store.get(namespaces, undefined, namespace);
  if (home === undefined) throw notFound(namespaceKind, namespace);
  if (home.metadata.deletionTimestamp !== undefined) {
    throw forbidden(
      kind,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
    );
  }
}

function newMetadata(cluster: Cluster, kind: Kind, namespace: string | undefined, given: Fields): ObjectMeta {
  const prefix = typeof given['generateName'] === 'string' ? given['generateName'] : undefined;
  const name = given['name'] ?? (prefix === undefined ? '' : `${prefix}${randomSuffix()}`);
  const stated = without(
    given,
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'resourceVersion',
    'generation',
  );
  const metadata = {
    ...stated,
    name,
    uid: newUid(),
    creationTimestamp: timestamp(cluster.clock),
  } as unknown as ObjectMeta;
  if (namespace !== undefined) metadata.namespace = namespace;
  if (kind.counted) metadata.generation = 1;
  return metadata;
}

/** Creates an object from a decoded body. */
export function createObject(
  cluster: Cluster,
  kind: Kind,
  namespace: string | undefined,
  body: Fields,
  options: WriteOptions,
): KubeObject {
  const metadata = newMetadata(cluster, kind, namespace, fieldsOf(body['metadata']));
  if (namespace !== undefined) checkNamespace(cluster, kind, namespace, metadata.name);
  const known = cluster.store.get(storedAs(kind), namespace, metadata.name);
  if (known !== undefined) throw alreadyExists(kind, metadata.name);
  const stated = kind.subresources.includes('status') ? without(body, 'status') : { ...body };
  const status = initialStatus(kind);
  const complete = completed(kind, {
    ...stated,
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata,
    ...(status === undefined ? {} : { status }),
  });
  const object = admitted(cluster, kind, complete, undefined);
  const causes = validationCauses(kind, object, undefined);
  if (causes.length > 0) throw invalid(kind, metadata.name, causes);
  const applied = options.writer.operation === 'Apply';
  const tracked = applied ? object : trackUpdate(undefined, object, kind.type, options.writer, cluster.clock.now());
  return options.dryRun ? tracked : cluster.store.put(storedAs(kind), tracked);
}

// Metadata that a client cannot change, whatever it sends.
function keptMetadata(live: ObjectMeta, given: Fields): ObjectMeta {
  const fixed = [
    'uid',
    'creationTimestamp',
    'generation',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generateName',
  ];
  const metadata: Fields = without(given, ...fixed, 'selfLink');
  for (const key of fixed) {
    const value = (live as unknown as Fields)[key];
    if (value !== undefined) metadata[key] = value;
  }
  metadata['name'] = live.name;
  if (live.namespace !== undefined) metadata['namespace'] = live.namespace;
  metadata['resourceVersion'] = live.resourceVersion;
  metadata['managedFields'] = given['managedFields'] ?? live.managedFields;
  if (metadata['managedFields'] === undefined) delete metadata['managedFields'];
  return metadata as unknown as ObjectMeta;
}

function checkPreconditions(kind: Kind, live: KubeObject, given: Fields): void {
  const { name, resourceVersion, uid } = live.metadata;
  const version = given['resourceVersion'];
  if (given['name'] !== undefined && given['name'] !== name) {
    throw badRequest(`the name of the object (${given['name']}) does not match the name on the URL (${name})`);
  }
  if (version !== undefined && version !== '' && version !== resourceVersion) {
    throw conflict(
      kind,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  }
  if (given['uid'] !== undefined && given['uid'] !== uid) {
    throw conflict(kind, name, `Precondition failed: UID in precondition: ${given['uid']}, UID in object meta: ${uid}`);
  }
}

const specOf = (object: KubeObject) => without(object, 'status', 'metadata', 'apiVersion', 'kind');

/** Replaces an object, or only its status, by a decoded body. */
export function replaceObject(
  cluster: Cluster,
  kind: Kind,
  live: KubeObject,
  body: Fields,
  subresource: string | undefined,
  options: WriteOptions,
): KubeObject {
  const given = fieldsOf(body['metadata']);
  checkPreconditions(kind, live, given);
  const metadata = keptMetadata(live.metadata, given);
  const base = { apiVersion: apiVersionOf(kind), kind: kind.kind };
  let next: KubeObject;
  if (subresource === 'status') {
    const { managedFields } = metadata;
    next = {
      ...live,
      ...base,
      metadata: { ...live.metadata, ...(managedFields && { managedFields }) },
      status: body['status'],
    };
  } else {
    const split = kind.subresources.includes('status');
    const status = split ? live['status'] : body['status'];
    const complete = completed(kind, {
      ...without(body, 'status'),
      ...base,
      metadata,
      ...(status === undefined ? {} : { status }),
    });
    next = admitted(cluster, kind, complete, live);
    const causes = validationCauses(kind, next, live);
    if (causes.length > 0) throw invalid(kind, live.metadata.name, causes);
    if (kind.counted && !sameJson(specOf(live), specOf(next))) {
      next = { ...next, metadata: { ...next.metadata, generation: (live.metadata.generation ?? 0) + 1 } };
    }
  }
  if (options.writer.operation === 'Update') {
    next = trackUpdate({ ...live, ...base }, next, kind.type, options.writer, cluster.clock.now());
  }
  if (sameJson(live, next)) return live;
  if (options.dryRun) return next;
  const stored = cluster.store.put(storedAs(kind), next);
  const released = stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0;
  const waits = kind.resource === 'pods' || kind.resource === 'namespaces';
  return released && !waits ? removeObject(cluster, storedAs(kind), stored) : stored;
}
