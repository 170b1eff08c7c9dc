import type { FieldError } from '../../model/problem.ts';
import { defaults } from '../defaults.ts';
import type { Draft } from './draft.ts';
import { fault } from './fault.ts';

/** Channels that fit each other, and a window only for a channel that keeps to it. */
export function upkeepRules(draft: Draft): FieldError[] {
  const { autoUpgrade = defaults.autoUpgrade, nodeOsUpgrade = defaults.nodeOsUpgrade, maintenanceWindow } = draft;
  const errors: FieldError[] = [];
  if (autoUpgrade === 'node-image' && nodeOsUpgrade !== 'NodeImage') {
    const detail = `autoUpgrade node-image means nodeOsUpgrade NodeImage, not ${nodeOsUpgrade}.`;
    errors.push(fault('/nodeOsUpgrade', 'channel-mismatch', detail));
  }
  if (maintenanceWindow && autoUpgrade === 'none' && (nodeOsUpgrade === 'None' || nodeOsUpgrade === 'Unmanaged')) {
    const detail = 'No channel keeps to a window: AKS upgrades nothing here by itself.';
    errors.push(fault('/maintenanceWindow', 'needs-channel', detail));
  }
  return errors;
}
