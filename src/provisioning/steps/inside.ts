import type { Node } from '../../model/cluster.ts';
import { ProblemError } from '../../model/problem.ts';
import { type Outcome, snooze } from '../../model/step.ts';

/** Runs a look inside the cluster; while the API server does not answer, that is waiting, not failing. */
export async function whenReachable(everyMs: number, look: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof ProblemError && error.problem.code === 'cluster-unreachable') {
      return snooze(everyMs, error.problem.detail);
    }
    throw error;
  }
}

/** `2 of 3 nodes Ready`, and what the first of the others says of itself. */
export function describeNodes(nodes: Node[], wanted: number): string {
  const ready = nodes.filter((node) => node.ready).length;
  const waiting = nodes.find((node) => !node.ready);
  return `${ready} of ${wanted} nodes Ready${waiting ? `; ${waiting.name}: ${waiting.message}` : ''}`;
}
