import type { Finding } from '../../model/finding.ts';
import type { Learnt, Standpoint } from '../../ports.ts';
import type { CniCatalogue } from '../cni/index.ts';
import type { Wanted } from '../target.ts';
import type { Facts } from './facts.ts';

export interface CheckContext {
  cluster: Wanted;
  instance: string;
  catalogue: CniCatalogue;
  facts: Facts;
  /** Who and where we are. */
  standpoint: Standpoint;
  learn(facts: Learnt): void;
}

/** What a check answers: a finding without the check's name. */
export type Verdict = Omit<Finding, 'check'>;

/** One question put to Azure before anything is created. A new one is a file, and a line in `index.ts`. */
export interface Check {
  name: string;
  run(context: CheckContext): Promise<Verdict>;
}

/** `fact` is what Azure said, in few words: `10.1.0.0/24, 37 of 251 addresses taken`. */
export const passed = (detail: string, fact?: string): Verdict => ({
  verdict: 'Passed',
  detail,
  ...(fact ? { fact } : {}),
});
export const failed = (pointer: string | undefined, detail: string, remedy: string, fact?: string): Verdict => ({
  verdict: 'Failed',
  detail,
  ...(fact ? { fact } : {}),
  remedy,
  ...(pointer ? { pointer } : {}),
});
/** It could not be found out; `remedy` says how it could. */
export const unknown = (detail: string, remedy?: string, fact?: string): Verdict => ({
  verdict: 'Unknown',
  detail,
  ...(fact ? { fact } : {}),
  ...(remedy ? { remedy } : {}),
});
export const notApplicable = (detail: string): Verdict => ({ verdict: 'Skipped', detail });
