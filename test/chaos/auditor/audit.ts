import type { Breach, Evidence, Rule } from './evidence.ts';
import { agreement, cloudAsTold, names, orphans } from './rules-of-clusters.ts';
import { crashed, deliveries, events, secrets, stuck } from './rules-of-events.ts';
import { asOrdered, backwards, duplicates, heeded, lost, sameKey, unfinished, untold, whose } from './rules-of-jobs.ts';

/** What must hold at the end of a run, by name. */
export const rules = {
  lost,
  unfinished,
  untold,
  whose,
  'same-key': sameKey,
  duplicates,
  backwards,
  'as-ordered': asOrdered,
  heeded,
  agreement,
  events,
  deliveries,
  stuck,
  cloud: cloudAsTold,
  orphans,
  names,
  secrets,
  crashed,
} satisfies Record<string, Rule>;
export type RuleName = keyof typeof rules;

/** Every rule that is broken, with all that breaks it. */
export function audit(evidence: Evidence): { rule: RuleName; breaches: Breach[] }[] {
  return Object.entries(rules)
    .map(([rule, holds]) => ({ rule: rule as RuleName, breaches: holds(evidence) }))
    .filter(({ breaches }) => breaches.length > 0);
}
