import type { Condition } from '../types/object.ts';

/** Whether a condition holds. */
export function isTrue(conditions: Condition[] | undefined, type: string): boolean {
  return (conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');
}

/** The conditions with one of them set; its transition time moves only if its status does. */
export function withCondition(conditions: Condition[] | undefined, next: Condition, now: string): Condition[] {
  const all = conditions ?? [];
  const known = all.find((condition) => condition.type === next.type);
  const moved = known?.status !== next.status;
  const set: Condition = { ...next, lastTransitionTime: moved ? now : (known?.lastTransitionTime ?? now) };
  if (next.lastUpdateTime !== undefined && !moved && known?.reason === next.reason && known?.message === next.message) {
    set.lastUpdateTime = known?.lastUpdateTime ?? now;
  }
  return known === undefined ? [...all, set] : all.map((condition) => (condition === known ? set : condition));
}
