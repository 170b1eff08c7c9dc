import type { Finding } from '../../model/finding.ts';
import type { Learnt } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import type { Wanted } from '../target.ts';
import { chartAvailable } from './chart-available.ts';
import type { Check, CheckContext } from './check.ts';
import { clusterStanding } from './cluster-standing.ts';
import { egressAllowed } from './egress-allowed.ts';
import { entraAccess } from './entra-access.ts';
import { createFacts } from './facts.ts';
import { imageRegistryAnswers } from './image-registry-answers.ts';
import { nameFree } from './name-free.ts';
import { networkChecks } from './network-checks.ts';
import { noCniYet } from './no-cni-yet.ts';
import { privateReachable } from './private-reachable.ts';
import { providersRegistered } from './providers-registered.ts';
import { resourceGroupUsable } from './resource-group-usable.ts';
import { subscriptionChecks } from './subscription-checks.ts';
import { toFinding, whyUnknown } from './verdict.ts';
import { versionFitsCni } from './version-fits-cni.ts';
import { versionOffered } from './version-offered.ts';
import { versionSupported } from './version-supported.ts';

/** What the CNI itself needs, now or at a change of it. */
const cniChecks: readonly Check[] = [versionFitsCni, chartAvailable, imageRegistryAnswers];

const checks: readonly Check[] = [
  providersRegistered,
  resourceGroupUsable,
  nameFree,
  versionOffered,
  versionSupported,
  ...subscriptionChecks,
  ...networkChecks,
  ...cniChecks,
  privateReachable,
  entraAccess,
  egressAllowed,
];

/** What is looked at before a cluster is made, before it gets its first CNI, and before the one it has is changed. */
export const checksOf = {
  create: checks,
  'first-cni': [clusterStanding, noCniYet, ...cniChecks],
  'change-cni': [clusterStanding, ...cniChecks],
} satisfies Record<string, readonly Check[]>;
export type Purpose = keyof typeof checksOf;

/** How many checks ask at a time: all together, the orders of a busy morning would open hundreds of connections to ARM. */
const abreast = 4;

export type PreflightDeps = Pick<
  ProvisioningDeps,
  'arm' | 'factCache' | 'origins' | 'kube' | 'instance' | 'catalogue' | 'standpoint'
>;

/**
 * Puts every check's question, so that all that is wrong is told at once, in the order of the list.
 * @param learn hears what a check has found out about the cluster, its Kubernetes version for one
 * @param patient whether to throw what may pass, so that it is tried again; otherwise the check that met it says Unknown
 * @throws ProblemError for what is waited for, a throttled request say: then nothing has been found out
 */
export async function runPreflight(
  deps: PreflightDeps,
  cluster: Wanted,
  learn: (facts: Learnt) => void,
  purpose: Purpose = 'create',
  patient = true,
): Promise<Finding[]> {
  const context: CheckContext = {
    cluster,
    instance: deps.instance,
    catalogue: deps.catalogue,
    standpoint: deps.standpoint,
    facts: createFacts(deps, cluster),
    learn,
  };
  return inTurn(checksOf[purpose], abreast, (check) => ask(check, context, patient));
}

async function ask(check: Check, context: CheckContext, patient: boolean): Promise<Finding> {
  try {
    return toFinding(check.name, await check.run(context));
  } catch (error) {
    const verdict = whyUnknown(error, patient);
    if (!verdict) throw error;
    return toFinding(check.name, verdict);
  }
}

/**
 * Works off the items, some at a time; the results have the order of the items. After a failure nothing more is begun,
 * and it is told once nothing is under way any more: a step that has answered leaves no request behind.
 */
async function inTurn<Item, Result>(
  items: readonly Item[],
  width: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let broken = false;
  async function lane(): Promise<void> {
    for (const [index, item] of waiting) {
      if (broken) return;
      try {
        results[index] = await work(item);
      } catch (error) {
        broken = true;
        throw error;
      }
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: width }, lane));
  const failure = lanes.find((one) => one.status === 'rejected');
  if (failure) throw failure.reason;
  return results;
}
