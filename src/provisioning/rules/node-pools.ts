import { escapePointer } from '../../model/pointer.ts';
import type { FieldError } from '../../model/problem.ts';
import { defaultCount, defaultMaxPods } from '../defaults.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';

type DraftPool = NonNullable<Draft['nodePools']>[number];

/** Fewest pods that all nodes of a System pool together must have room for (AKS IP planning page). */
const podsPerPool = 30;
/** What AKS lets a System pool be tainted with beside PreferNoSchedule; its code is SystemPoolHasRestrictedTaint. */
const systemTaint = 'CriticalAddonsOnly=true:NoSchedule';
const reserved = 'kubernetes.azure.com';

/** At least one System pool, names told apart; and each pool by itself. */
export function nodePoolRules({ nodePools = [] }: Draft): FieldError[] {
  const errors: FieldError[] = [];
  if (nodePools.length > 0 && nodePools.every((pool) => pool.mode === 'User')) {
    errors.push(fault('/nodePools', 'no-system-pool', 'At least one pool must have mode System.'));
  }
  const seen = new Set<string>();
  for (const [index, pool] of nodePools.entries()) {
    const at = `/nodePools/${index}`;
    const { name } = pool;
    if (name !== undefined && seen.has(name)) {
      errors.push(fault(`${at}/name`, 'duplicate-name', `There is another pool ${name}.`));
    }
    if (name !== undefined) seen.add(name);
    errors.push(...sizeFaults(at, pool), ...zoneFaults(at, pool), ...labelFaults(at, pool), ...taintFaults(at, pool));
  }
  return errors;
}

/** minCount <= count <= maxCount, and room for pods. */
function sizeFaults(
  at: string,
  { mode, count, minCount, maxCount, maxPods = defaultMaxPods }: DraftPool,
): FieldError[] {
  const errors: FieldError[] = [];
  if (minCount !== undefined && maxCount === undefined) {
    errors.push(
      fault(`${at}/maxCount`, 'required', 'The autoscaler needs both: give maxCount, or leave out minCount.'),
    );
  }
  if (maxCount !== undefined && minCount === undefined) {
    errors.push(
      fault(`${at}/minCount`, 'required', 'The autoscaler needs both: give minCount, or leave out maxCount.'),
    );
  }
  if (minCount !== undefined && maxCount !== undefined && minCount > maxCount) {
    errors.push(fault(`${at}/maxCount`, 'out-of-range', `maxCount ${maxCount} is less than minCount ${minCount}.`));
  }
  if (count !== undefined && minCount !== undefined && count < minCount) {
    errors.push(fault(`${at}/count`, 'out-of-range', `count ${count} is less than minCount ${minCount}.`));
  }
  if (count !== undefined && maxCount !== undefined && count > maxCount) {
    errors.push(fault(`${at}/count`, 'out-of-range', `count ${count} is more than maxCount ${maxCount}.`));
  }
  if (mode !== 'System') return errors;
  if (minCount === 0) {
    errors.push(fault(`${at}/minCount`, 'out-of-range', 'A System pool has at least one node.'));
  }
  const fewest = minCount || (count ?? defaultCount);
  if (fewest * maxPods < podsPerPool) {
    errors.push(
      fault(
        `${at}/maxPods`,
        'too-few-pods',
        `A System pool must have room for ${podsPerPool} pods in all, at its smallest.`,
      ),
    );
  }
  return errors;
}

function zoneFaults(at: string, { availabilityZones = [] }: DraftPool): FieldError[] {
  return availabilityZones.flatMap((zone, place) =>
    availabilityZones.indexOf(zone) < place
      ? [fault(`${at}/availabilityZones/${place}`, 'duplicate', `Zone ${zone} is named twice.`)]
      : [],
  );
}

function labelFaults(at: string, { nodeLabels = {} }: DraftPool): FieldError[] {
  const ours = Object.keys(nodeLabels).filter(
    (label) => label.split('/')[0]?.endsWith(reserved) && label.includes('/'),
  );
  return ours.map((label) =>
    fault(`${at}/nodeLabels/${escapePointer(label)}`, 'reserved-label', `The prefix ${reserved} is AKS's own.`),
  );
}

function taintFaults(at: string, { mode, nodeTaints = [] }: DraftPool): FieldError[] {
  return nodeTaints.flatMap((taint, place) => {
    const pointer = `${at}/nodeTaints/${place}`;
    if (taint.startsWith(`${reserved}/`)) {
      return [fault(pointer, 'reserved-taint', `The prefix ${reserved} is AKS's own.`)];
    }
    if (mode !== 'System' || taint === systemTaint || taint.endsWith(':PreferNoSchedule')) return [];
    const detail = `AKS keeps ${taint} off System pools: they may have ${systemTaint} and taints of effect PreferNoSchedule.`;
    return [fault(pointer, 'restricted-taint', detail)];
  });
}
