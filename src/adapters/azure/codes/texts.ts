import type { ProblemCode } from '../../../model/problem-catalogue.ts';
import { egressRemedies } from './egress.ts';
import { policyRemedy } from './rights.ts';
import { quotaRemedy } from './room.ts';
import type { Remedy } from './row.ts';

/** A code that Azure uses for many things, told by its text. */
export interface TextRule {
  pattern: RegExp;
  problem: ProblemCode;
  remedy?: Remedy;
}

/** How the script that sets a node up says how it ended, in the three ways that were seen. */
const exits = (...codes: number[]) =>
  new RegExp(`exit (?:status|code)[ =:]*(?:${codes.join('|')})\\b|ExitCode\\W{1,8}(?:${codes.join('|')})\\b`, 'i');

/** In this order: the first that fits decides. */
export const textRules: readonly TextRule[] = [
  { pattern: /too many requests|request limit has been exceeded/i, problem: 'azure-throttled' },
  { pattern: /disallowed by policy/i, problem: 'azure-policy-denied', remedy: policyRemedy },
  {
    pattern: /VM size .*not allowed in your subscription/i,
    problem: 'azure-size-not-offered',
    remedy:
      'Order another VM size or region: az vm list-skus -l <region> --resource-type virtualMachines shows what is open to the subscription.',
  },
  // After the sizes, whose text ends with a link to a page on quotas.
  { pattern: /exceeding approved|quota/i, problem: 'azure-quota-exceeded', remedy: quotaRemedy },
  {
    pattern: /has invalid version|is on version \S+ which is not supported|version \S+ is not supported/i,
    problem: 'unsupported-version',
  },
  { pattern: /does not have enough capacity for .* IP address/i, problem: 'azure-subnet-unfit' },
  { pattern: exits(50), problem: 'azure-egress-blocked', remedy: egressRemedies.outbound },
  { pattern: exits(51), problem: 'azure-egress-blocked', remedy: egressRemedies.apiServer },
  { pattern: exits(52), problem: 'azure-egress-blocked', remedy: egressRemedies.dns },
  { pattern: exits(211), problem: 'azure-egress-blocked', remedy: egressRemedies.bootstrap },
  { pattern: exits(212), problem: 'azure-egress-blocked', remedy: egressRemedies.bootstrapRight },
  { pattern: /etag .*does not match/i, problem: 'azure-busy' },
  { pattern: /in progress|another .{0,40}operation/i, problem: 'azure-busy' },
];
