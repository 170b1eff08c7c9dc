import type { Cluster } from '../cluster.ts';
import { defined } from '../json.ts';
import type { Kind } from '../kinds/kind.ts';
import { apiVersionOf } from '../kinds/kind.ts';
import { ApiError } from '../status.ts';
import type { Fields, KubeObject } from '../types/object.ts';
import { asRead } from './as-read.ts';
import type { Call } from './call.ts';

/** How objects are to be written into an answer. */
export type View = 'plain' | 'table' | 'metadata';

/** What the `Accept` header asks for. */
export function viewOf(call: Call): View {
  const accept = call.request.headers.accept ?? '*/*';
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (!type.includes('json') && type !== '*/*' && type !== 'application/*') continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice('as='.length);
    if (as === 'Table') return 'table';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
    if (as === undefined) return 'plain';
  }
  throw new ApiError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/json;stream=watch',
    {},
  );
}

const metadataOnly = (object: KubeObject): Fields => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata: object.metadata,
});

/** A stored object as it is now, in the version that was asked for. */
export function inVersion({ cluster }: Call, kind: Kind, stored: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(kind);
  const object = asRead(cluster, kind.resource, stored);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

function tableOf(call: Call, kind: Kind, objects: KubeObject[], metadata: Fields): Fields {
  const now = call.cluster.clock.now();
  const include = call.query.get('includeObject') ?? 'Metadata';
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: kind.columns.map(({ name, type, description, priority }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description,
      priority,
    })),
    rows: objects.map((object) =>
      defined({
        cells: kind.columns.map((column) => column.value(object, now)),
        object:
          include === 'None' ? undefined : include === 'Object' ? inVersion(call, kind, object) : metadataOnly(object),
      }),
    ),
  };
}

/** One object as the client wants to see it. */
export function showObject(call: Call, kind: Kind, object: KubeObject, view: View): Fields {
  if (view === 'table') return tableOf(call, kind, [object], { resourceVersion: object.metadata.resourceVersion });
  return view === 'metadata' ? metadataOnly(object) : inVersion(call, kind, object);
}

/** A list of objects as the client wants to see it. */
export function showList(call: Call, kind: Kind, objects: KubeObject[], metadata: Fields, view: View): Fields {
  if (view === 'table') return tableOf(call, kind, objects, metadata);
  if (view === 'metadata') {
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: objects.map(metadataOnly),
    };
  }
  const items = objects.map((object) => inVersion(call, kind, object));
  return { kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind), metadata, items };
}

/** The version of everything that is stored, for lists. */
export function versionOf(cluster: Cluster): string {
  return String(cluster.store.version);
}
