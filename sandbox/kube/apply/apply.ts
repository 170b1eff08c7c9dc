import { fieldsOf, sameJson, without } from '../json.ts';
import type { ObjectNode } from '../schema/node.ts';
import type { Fields, KubeObject, ManagedField } from '../types/object.ts';
import { difference, type FieldTree, isEmpty, union } from './field-tree.ts';
import { disown, isWriter, managedFieldsOf, managerEntry, refuseConflicts, setOf, type Writer } from './managers.ts';
import { mergeApplied, prune } from './merge.ts';
import { diffFields, fieldsNamed } from './typed.ts';

// Nobody owns what identifies an object, and what the server alone writes.
const serverOwned: FieldTree = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': Object.fromEntries(
    [
      'name',
      'namespace',
      'generateName',
      'creationTimestamp',
      'selfLink',
      'uid',
      'generation',
      'managedFields',
      'resourceVersion',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
    ].map((field) => [`f:${field}`, {}]),
  ),
};

function ownable(tree: FieldTree): FieldTree {
  const metadata = tree['f:metadata'];
  const rest = difference(tree, serverOwned);
  // A manifest's metadata that holds nothing but a name leaves no trace.
  if (metadata !== undefined && isEmpty(rest['f:metadata'] ?? {})) delete rest['f:metadata'];
  return rest;
}

const withManagers = (object: KubeObject, managedFields: ManagedField[]): KubeObject => {
  const metadata = without({ ...object.metadata }, 'managedFields');
  if (managedFields.length > 0) metadata['managedFields'] = managedFields;
  return { ...object, metadata: metadata as unknown as KubeObject['metadata'] };
};

/** An object with its managedFields as they are after a create, update or patch by `writer`. */
export function trackUpdate(
  live: KubeObject | undefined,
  next: KubeObject,
  node: ObjectNode,
  writer: Writer,
  now: number,
): KubeObject {
  const diff = diffFields(live === undefined ? {} : live, next, node);
  const changed = ownable(diff.changed);
  const entries = managedFieldsOf(next);
  const mine = entries.find((entry) => isWriter(entry, writer));
  const others = disown(
    entries.filter((entry) => entry !== mine),
    changed,
    diff.removed,
  );
  const owned = difference(union(mine === undefined ? {} : setOf(mine), changed), ownable(diff.removed));
  if (isEmpty(owned)) return withManagers(next, others);
  const untouched = mine !== undefined && isEmpty(changed) && sameJson(owned, setOf(mine));
  return withManagers(next, [...others, untouched ? mine : managerEntry(writer, owned, now)]);
}

/** Server-side apply: what the live object becomes when `writer` says that it should hold what `manifest` says. */
export function applyManifest(
  live: KubeObject | undefined,
  manifest: Fields,
  node: ObjectNode,
  writer: Writer,
  force: boolean,
  now: number,
): KubeObject {
  const configured = { ...manifest, metadata: without(fieldsOf(manifest['metadata']), 'managedFields') };
  const named = ownable(fieldsNamed(configured, node));
  const entries = startingEntries(live, node, writer);
  const mine = entries.find((entry) => isWriter(entry, writer));
  const others = entries.filter((entry) => entry !== mine);
  const merged = mergeApplied(live ?? {}, configured, node);
  const gone = mine === undefined ? {} : difference(setOf(mine), named);
  const kept = union(named, ...others.map(setOf));
  const next = (isEmpty(gone) ? merged : prune(merged, gone, kept, node)) as KubeObject;
  const diff = diffFields(live ?? {}, next, node);
  if (!force) refuseConflicts(others, diff.changed);
  const entry = managerEntry(writer, named, now);
  const unchanged =
    mine !== undefined && sameJson(setOf(mine), named) && isEmpty(diff.changed) && isEmpty(diff.removed);
  const shared = disown(others, diff.changed, diff.removed);
  return withManagers(next, isEmpty(named) ? shared : [...shared, unchanged ? mine : entry]);
}

// An object that nobody applied before, and whose writers were not recorded, belongs to a manager of that name.
function startingEntries(live: KubeObject | undefined, node: ObjectNode, writer: Writer): ManagedField[] {
  const entries = managedFieldsOf(live);
  if (live === undefined || entries.length > 0) return entries;
  const before: Writer = { manager: 'before-first-apply', operation: 'Update', apiVersion: writer.apiVersion };
  const owned = ownable(fieldsNamed(without(live, 'status'), node));
  return isEmpty(owned) ? [] : [managerEntry(before, owned, Date.parse(live.metadata.creationTimestamp))];
}
