import type { Cluster } from '../../model/cluster.ts';
import type { Finding } from '../../model/finding.ts';
import type { Arm, Learnt, VersionCache } from '../../ports.ts';

export interface CheckContext {
  arm: Arm;
  versions: Pick<VersionCache, 'remember'>;
  cluster: Cluster;
  instance: string;
  learn(facts: Learnt): void;
}

/** One question put to Azure before anything is created. A new one is a file, and a line in `index.ts`. */
export interface Check {
  name: string;
  run(context: CheckContext): Promise<Omit<Finding, 'check'>>;
}

export const passed = (detail: string): Omit<Finding, 'check'> => ({ verdict: 'Passed', detail });
export const failed = (pointer: string, detail: string, remedy: string): Omit<Finding, 'check'> => ({
  verdict: 'Failed',
  detail,
  remedy,
  pointer,
});
export const notApplicable = (detail: string): Omit<Finding, 'check'> => ({ verdict: 'Skipped', detail });
