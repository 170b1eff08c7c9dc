import { mostLabels } from '../../model/order.ts';
import { escapePointer } from '../../model/pointer.ts';
import type { FieldError } from '../../model/problem.ts';
import type { Draft } from './draft.ts';

/** Azure's limit on the name of the group that AKS makes for the nodes, `MC_{group}_{cluster}_{region}`. */
const longestNodeGroup = 80;
const longestMetadata = 8 * 1024;

/** Names that only together are too long, and what the caller may not name. */
export function nameRules({
  name,
  resourceGroup,
  nodeResourceGroup,
  location,
  tags,
  metadata = {},
}: Draft): FieldError[] {
  const errors: FieldError[] = [];
  const group = typeof resourceGroup === 'string' ? resourceGroup : resourceGroup?.name;
  const nodeGroup = `MC_${group}_${name}_${location}`;
  if (!nodeResourceGroup && group && name && location && nodeGroup.length > longestNodeGroup) {
    errors.push({
      pointer: '/name',
      code: 'name-too-long',
      detail: `AKS would call the node resource group ${nodeGroup}: ${nodeGroup.length} characters, ${longestNodeGroup} at most. Shorten it, or give nodeResourceGroup.`,
    });
  }
  if (nodeResourceGroup && nodeResourceGroup.toLowerCase() === group?.toLowerCase()) {
    const detail = 'AKS makes this group anew: it cannot be the one that the cluster is in.';
    errors.push({ pointer: '/nodeResourceGroup', code: 'name-taken', detail });
  }
  for (const tag of Object.keys(tags ?? {}).filter((key) => key.toLowerCase().startsWith('slipway-'))) {
    errors.push({
      pointer: `/tags/${escapePointer(tag)}`,
      code: 'reserved-tag',
      detail: 'Tags that begin with slipway- are ours: they tell whose a resource is.',
    });
  }
  return [...errors, ...echoFaults({ metadata })];
}

/** What is too much of the labels and metadata that a cluster carries for its caller. */
export function echoFaults({ labels = {}, metadata = {} }: Pick<Draft, 'labels' | 'metadata'>): FieldError[] {
  const errors: FieldError[] = [];
  if (Object.keys(labels).length > mostLabels) {
    errors.push({ pointer: '/labels', code: 'too-many', detail: `A cluster may have ${mostLabels} labels.` });
  }
  if (Buffer.byteLength(JSON.stringify(metadata)) > longestMetadata) {
    errors.push({ pointer: '/metadata', code: 'too-large', detail: 'metadata may be 8 KiB in all.' });
  }
  return errors;
}
