import { ProblemError, problem } from '../../model/problem.ts';

/** A revision as `helm history -o json` has it. */
interface Revision {
  revision: number;
  updated: string;
  status: string;
  description?: string;
}

/** What to do about a release that a killed helm left in the middle. */
export type Repair =
  | { type: 'none' }
  | { type: 'wait'; retryAfterMs: number }
  | { type: 'rollback'; revision: number }
  | { type: 'uninstall' };

/**
 * Decides by the history of the release. A record younger than helm's time limit may belong to a helm that still runs
 * elsewhere; an older one cannot. Such a release refuses every upgrade, so that it is rolled back: to the newest
 * revision that was deployed or, when there is none (a first install that was cut off), to the pending revision itself.
 * The latter applies the same manifests over what is there, and so leaves a CNI that runs in place, where an uninstall
 * would take the network from every pod.
 */
export function repairOf(history: string, now: number, timeoutMs: number): Repair {
  const revisions = parse(history).toSorted((a, b) => b.revision - a.revision);
  const [last] = revisions;
  if (!last || !/^(?:pending-|uninstalling)/.test(last.status)) return { type: 'none' };
  const age = now - Date.parse(last.updated);
  if (age < timeoutMs) return { type: 'wait', retryAfterMs: Math.min(timeoutMs, Math.max(1_000, timeoutMs - age)) };
  if (last.status === 'uninstalling') return { type: 'uninstall' };
  const sound =
    revisions.find(({ status }) => status === 'deployed') ?? revisions.find(({ status }) => status === 'superseded');
  return { type: 'rollback', revision: (sound ?? last).revision };
}

/** The newest revision, if it was deployed under this description. */
export function deployedAs(history: string, description: string): number | undefined {
  const [last] = parse(history).toSorted((a, b) => b.revision - a.revision);
  return last?.status === 'deployed' && last.description === description ? last.revision : undefined;
}

function parse(history: string): Revision[] {
  try {
    const list: unknown = JSON.parse(history);
    if (Array.isArray(list)) return list.filter(isRevision);
  } catch {
    // said below
  }
  throw new ProblemError(problem('cni-install-failed', "helm's history of the release cannot be read."));
}

function isRevision(value: unknown): value is Revision {
  return (
    typeof value === 'object' &&
    value !== null &&
    'revision' in value &&
    typeof value.revision === 'number' &&
    'updated' in value &&
    typeof value.updated === 'string' &&
    'status' in value &&
    typeof value.status === 'string'
  );
}
