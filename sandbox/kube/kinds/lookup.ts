import type { Cluster } from '../cluster.ts';
import { customResourceType } from '../schema/crd.ts';
import { definitions } from '../store/resources.ts';
import type { CrdVersion, CustomResourceDefinition } from '../types/definition.ts';
import { builtinKinds } from './builtin.ts';
import { customColumns } from './columns.ts';
import type { Kind } from './kind.ts';

const builtinByPath = new Map(builtinKinds.map((kind) => [`${kind.group}/${kind.version}/${kind.plural}`, kind]));

// Definitions are never changed in place, so what was read out of one stays right.
const customKinds = new WeakMap<CustomResourceDefinition, Kind[]>();

function customKind(definition: CustomResourceDefinition, version: CrdVersion): Kind {
  const { group, names, scope } = definition.spec;
  const { status, scale } = version.subresources ?? {};
  let type: Kind['type'] | undefined;
  return {
    group,
    version: version.name,
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: scope === 'Namespaced',
    resource: `${names.plural}.${group}`,
    // Read when first needed: schemas may be large, and discovery has no use for them.
    get type() {
      type ??= customResourceType(names.kind, version.schema?.openAPIV3Schema);
      return type;
    },
    subresources: [...(status === undefined ? [] : ['status']), ...(scale === undefined ? [] : ['scale'])],
    columns: customColumns(version),
    counted: true,
    createOnly: false,
    custom: true,
  };
}

/** Whether the API server serves a definition's resources by now. */
function isEstablished(definition: CustomResourceDefinition): boolean {
  return (definition.status?.conditions ?? []).some((item) => item.type === 'Established' && item.status === 'True');
}

/** The kinds, one a served version, that a definition brings. */
function kindsOf(definition: CustomResourceDefinition): Kind[] {
  let kinds = customKinds.get(definition);
  if (kinds === undefined) {
    kinds = definition.spec.versions
      .filter((version) => version.served)
      .map((version) => customKind(definition, version));
    customKinds.set(definition, kinds);
  }
  return kinds;
}

/** Every kind that a cluster serves now. */
export function servedKinds(cluster: Cluster): Kind[] {
  const custom = cluster.store.list(definitions).filter(isEstablished).flatMap(kindsOf);
  return [...builtinKinds, ...custom];
}

/** The kind behind a path, `apps`, `v1`, `deployments`. */
export function findKind(cluster: Cluster, group: string, version: string, plural: string): Kind | undefined {
  const builtin = builtinByPath.get(`${group}/${version}/${plural}`);
  if (builtin !== undefined) return builtin;
  const definition = cluster.store.get(definitions, undefined, `${plural}.${group}`);
  if (definition === undefined || !isEstablished(definition)) return undefined;
  return kindsOf(definition).find((kind) => kind.version === version);
}
