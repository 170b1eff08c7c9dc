import type { Finding } from '../../model/finding.ts';
import { problem } from '../../model/problem.ts';
import { done, fail, type Outcome } from '../../model/step.ts';
import type { Step, StepContext } from '../../ports.ts';
import { wantedCni, withinCni } from '../change-cni.ts';
import type { ProvisioningDeps } from '../deps.ts';
import { type Purpose, runPreflight } from '../preflight/index.ts';
import { drawsOn, minutes } from '../target.ts';
import { inside } from './inside.ts';

/** A run makes up to a dozen reads; the budget reckons with some three in an attempt. */
const readSlots = 4;
/** How often what may pass is tried again; then one service of Azure's that is away keeps no order waiting. */
const patientTries = 4;

/** Asks Azure everything that would make the order fail later, before anything is created. */
export function preflight(deps: ProvisioningDeps): Step {
  return {
    name: 'preflight',
    deadlineMs: minutes(15),
    overdue: 'azure-unavailable',
    budget: (context) => ({ ...drawsOn('reads')(context), slots: readSlots }),
    run(context) {
      const purpose = purposeOf(context);
      // Of a first CNI the nodes tell, who can be asked by a worker that reaches them.
      if (purpose === 'first-cni') return inside(deps, context, () => look(deps, context, purpose));
      return look(deps, context, purpose);
    },
  };
}

async function look(deps: ProvisioningDeps, context: StepContext, purpose: Purpose): Promise<Outcome> {
  const { job, cluster, attempt, learn, report } = context;
  const cni = wantedCni(job);
  const wanted = cni ? { ...cluster, order: { ...cluster.order, cni } } : cluster;
  const found = await runPreflight(deps, wanted, learn, purpose, attempt < patientTries);
  const findings = cni ? found.map(withinCni) : found;
  report({ findings });
  const failed = findings.filter((finding) => finding.verdict === 'Failed');
  if (failed.length === 0) return done(`${findings.length} checks, none failed.`);
  return fail(
    problem('preflight-failed', failed.map((finding) => finding.detail).join(' '), {
      remedy: failed.map((finding) => finding.remedy).join(' '),
      errors: failed.map(toFieldError),
    }),
  );
}

function purposeOf({ job, cluster }: StepContext): Purpose {
  const cni = wantedCni(job);
  if (!cni) return 'create';
  return cni.plugin === cluster.order.cni.plugin ? 'change-cni' : 'first-cni';
}

function toFieldError({ check, detail, pointer }: Finding) {
  return { code: check, detail, ...(pointer ? { pointer } : {}) };
}
