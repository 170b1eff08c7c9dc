import { isObject } from '../../model/json.ts';
import type { FieldError } from '../../model/problem.ts';

/** One place in helm values, with what may stand there if anything does. */
export interface ValueRule {
  /** `ipam/operator/clusterPoolIPv4PodCIDRList` */
  path: string;
  /** What may stand there; nothing at all unless it is given. */
  allowed?: readonly unknown[];
  accepts?: (value: unknown) => boolean;
  /** Why anything else cannot work. */
  why: string;
}

/** Faults of helm values that would break the CNI or leave it waiting for ever, each at its place. */
export function lintValues(values: unknown, rules: readonly ValueRule[], at = '/cni/values'): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const { path, allowed = [], accepts = (value: unknown) => allowed.includes(value), why } of rules) {
    const found = lookUp(values, path.split('/'));
    if (!found || (found.whole && accepts(found.value))) continue;
    const pointer = [at, ...found.path].join('/');
    // A map that was replaced by something else is one fault, however many rules speak of what was in it.
    if (!errors.has(pointer)) errors.set(pointer, { pointer, code: 'conflicting-value', detail: why });
  }
  return [...errors.values()];
}

/** What stands at a place, or above it in place of the map that would hold it; nothing if the values are silent. */
function lookUp(values: unknown, path: string[]): { value: unknown; path: string[]; whole: boolean } | undefined {
  let value = values;
  for (const [depth, key] of path.entries()) {
    if (!isObject(value)) return { value, path: path.slice(0, depth), whole: false };
    if (!(key in value)) return undefined;
    value = value[key];
  }
  return { value, path, whole: true };
}

const notReady = 'node.kubernetes.io/not-ready';

/** Tolerations of a DaemonSet or Deployment that has to run before any node is Ready. */
export function keepsTolerations(path: string, what: string): ValueRule {
  return {
    path,
    accepts: (value) => Array.isArray(value) && value.some(toleratesNotReady),
    why: `${what} has to start on nodes that are not Ready, because it is what makes them Ready: tolerate ${notReady} with effect NoSchedule.`,
  };
}

function toleratesNotReady(toleration: unknown): boolean {
  if (!isObject(toleration)) return false;
  const { key, operator, effect } = toleration;
  const everyEffect = effect === undefined || effect === '' || effect === 'NoSchedule';
  if (!everyEffect) return false;
  return operator === 'Exists' ? key === undefined || key === '' || key === notReady : key === notReady;
}
