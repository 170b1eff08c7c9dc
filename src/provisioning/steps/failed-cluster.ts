import { type Problem, problem } from '../../model/problem.ts';
import { fail, type Memo, type Outcome, snooze } from '../../model/step.ts';
import type { ArmCluster, AzureFailure, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { armScope } from '../target.ts';
import { awaitRight } from './await-right.ts';

/** A create that is accepted and denied takes minutes: it is sent once more at least, and no oftener than there is time for. */
const leastDenials = 2;

interface Progress extends Memo {
  token?: string;
  /** When the cluster was first seen Failed or Canceled, in milliseconds. */
  failedAt?: number;
}

/**
 * What to make of a cluster that Azure calls Failed or Canceled. A clear cause ends the step at once. One that AKS says
 * it goes on with, or whose operation still runs, is looked at for a while: AKS has been known to report a create as
 * failed and to finish it minutes later (until September 2022 always, Azure/AKS issue 1972). Where it promises nothing,
 * one more look does: a cluster left Failed has stayed so ever since. Where a right was wanting that may have been on
 * its way, the create is sent once more, after a while.
 */
export async function judgeFailure(
  deps: ProvisioningDeps,
  context: StepContext,
  seen: ArmCluster,
): Promise<Outcome | 'mend'> {
  const { cluster, memo, now } = context;
  const { token, failedAt }: Progress = memo;
  const operation = token ? await deps.arm.operation(armScope(cluster), token) : undefined;
  const failure = operation?.status === 'failed' ? operation : (seen.failure ?? causeless(seen));
  if (failure.outlook === 'propagating') {
    const noted = { ...memo, sent: true, seen: true, failedAt: failedAt ?? now };
    const waiting = awaitRight(deps, { now, memo: noted }, failure.problem, leastDenials);
    return waiting.type === 'snooze' && failedAt !== undefined ? 'mend' : waiting;
  }
  const isHopeful = operation?.status === 'running' || failure.outlook === 'retrying';
  const isFirst = failedAt === undefined;
  const isPatient = isFirst || now - failedAt < deps.intervals.patienceMs;
  if (isHopeful ? isPatient : isFirst && failure.outlook === 'unclear') {
    const why = failure.problem.azure?.code ?? failure.problem.detail;
    const hope = isHopeful ? 'and is still trying' : 'looking once more';
    const message = `Azure says ${seen.provisioningState} (${why}), ${hope}.`;
    return snooze(deps.intervals.armMs, message, { ...memo, sent: true, seen: true, failedAt: failedAt ?? now });
  }
  return fail(failure.problem);
}

function causeless({ provisioningState }: ArmCluster): AzureFailure {
  return { problem: provisioningState === 'Canceled' ? canceled() : failed(provisioningState), outlook: 'unclear' };
}

function failed(state: string): Problem {
  return problem('azure-operation-failed', `Azure reports the cluster as ${state}.`, { azure: { code: state } });
}

/** A cancel of the job ends the main steps first: whoever this was, it was not Slipway. */
function canceled(): Problem {
  return problem('azure-operation-failed', 'Somebody canceled the create in Azure.', {
    remedy: "The resource group's activity log names who did it. Delete the cluster before ordering it again.",
  });
}
