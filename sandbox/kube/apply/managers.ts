import { defined } from '../json.ts';
import { ApiError, type Cause } from '../status.ts';
import type { KubeObject, ManagedField } from '../types/object.ts';
import { difference, type FieldTree, intersection, isEmpty, pathsOf } from './field-tree.ts';

/** Who writes, as managedFields name him. */
export interface Writer {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string | undefined;
}

/** The fields that a manager owns. */
export const setOf = (entry: ManagedField): FieldTree => entry.fieldsV1 as FieldTree;

/** Whether an entry is this writer's own. */
export function isWriter(entry: ManagedField, writer: Writer): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    (entry.subresource ?? '') === (writer.subresource ?? '')
  );
}

/** An entry of managedFields. */
export function managerEntry(writer: Writer, fields: FieldTree, now: number): ManagedField {
  return defined({
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: writer.apiVersion,
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    fieldsType: 'FieldsV1' as const,
    fieldsV1: fields,
    subresource: writer.subresource,
  }) as ManagedField;
}

/** The entries with some paths taken from everybody; an entry that owns nothing any more is dropped. */
export function disown(entries: ManagedField[], ...gone: FieldTree[]): ManagedField[] {
  return entries.flatMap((entry) => {
    const left = gone.reduce(difference, setOf(entry));
    return isEmpty(left) ? [] : [{ ...entry, fieldsV1: left }];
  });
}

function managerText(entry: ManagedField): string {
  const via = entry.subresource === undefined ? '' : ` with subresource "${entry.subresource}"`;
  if (entry.operation === 'Apply') return `"${entry.manager}"${via}`;
  return `"${entry.manager}"${via} using ${entry.apiVersion}${entry.time === undefined ? '' : ` at ${entry.time}`}`;
}

/** Refuses an apply that would change what others own. */
export function refuseConflicts(others: ManagedField[], changed: FieldTree): void {
  const clashes = others.flatMap((entry) =>
    pathsOf(intersection(setOf(entry), changed)).map((path) => ({ who: managerText(entry), path })),
  );
  const [first] = clashes;
  if (first === undefined) return;
  const causes: Cause[] = clashes.map(({ who, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${who}`,
    field: path,
  }));
  const byManager = Map.groupBy(clashes, (clash) => clash.who);
  const blocks = [...byManager].map(
    ([who, list]) => `conflicts with ${who}:\n${list.map((c) => `- ${c.path}`).join('\n')}`,
  );
  const message =
    clashes.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first.who}: ${first.path}`
      : `Apply failed with ${clashes.length} conflicts: ${blocks.join('\n')}`;
  throw new ApiError(409, 'Conflict', message, { causes });
}

/** The managedFields of an object, whatever a client sent. */
export function managedFieldsOf(object: KubeObject | undefined): ManagedField[] {
  const entries = object?.metadata.managedFields;
  return Array.isArray(entries) ? entries.filter((entry) => entry.fieldsV1 !== undefined) : [];
}
