import type { Node } from '../../model/cluster.ts';
import { type Problem, problem } from '../../model/problem.ts';
import { done, fail, type Memo, type Outcome, snooze } from '../../model/step.ts';
import type { Pod, Step, StepContext } from '../../ports.ts';
import type { ProvisioningDeps } from '../deps.ts';
import {
  type Address,
  ends,
  namespaceOf,
  probeLabel,
  probeNamespace,
  probePrefix,
  probing,
  probingName,
  type Round,
  serving,
  servingName,
} from '../probe/manifests.ts';
import { notConnected, verdictOf, whyLate } from '../probe/verdict.ts';
import { heldUp, kubeTarget, minutes } from '../target.ts';
import { inside } from './inside.ts';

/** How many rounds fail before a cluster is called broken: the network of a new one may need a moment. */
const mostFailures = 3;
/** How long the pods of one round may take. */
const patienceMs = minutes(3);
/** Of kube-system, beside CoreDNS: told when they lag, and not waited for. */
const others = ['konnectivity-agent', 'metrics-server'];

interface Progress extends Memo {
  /** The round under way, or the next one. */
  round?: number;
  /** How many rounds before it have failed. */
  failures?: number;
  /** What its pods are doing; without it they are still to be made. */
  stage?: 'serving' | 'probing';
  /** When the round began, in milliseconds. */
  since?: number;
  /** Between which nodes it is. */
  nodes?: Round['nodes'];
}

/**
 * Proves by traffic what `Ready` says: on two nodes a pod each resolves a name and reaches the other by its own address and
 * by that of a Service. Every act is a small one that may be made again; the namespace with all of it is taken away by
 * `remove-probe`.
 */
export function podsConnect(deps: ProvisioningDeps): Step {
  return {
    name: 'pods-connect',
    deadlineMs: minutes(30),
    overdue: 'pods-not-connected',
    run(context) {
      const progress: Progress = context.memo;
      return inside(deps, context, () => {
        if (progress.stage === 'serving') return startProbing(deps, context, progress);
        if (progress.stage === 'probing') return readVerdict(deps, context, progress);
        return startServing(deps, context, progress);
      });
    },
  };
}

async function startServing(
  deps: ProvisioningDeps,
  context: StepContext,
  { round: number = 1, failures = 0 }: Progress,
): Promise<Outcome> {
  const { kube, intervals, probe } = deps;
  const target = kubeTarget(context.cluster);
  const lagging = await unavailable(deps, context);
  const message = `Not Available yet in kube-system: ${lagging.join(', ')}.`;
  if (lagging.includes('coredns')) return snooze(intervals.kubeMs, message, undefined, 'dns-not-ready');
  const namespace = probeNamespace(context.job.id);
  const labelled = await kube.namespaces(target, probeLabel);
  // A label anybody may set: what is to go bears the name as well.
  const leftOver = labelled.filter((name) => name.startsWith(probePrefix) && name !== namespace);
  for (const name of leftOver) await kube.deleteNamespace(target, name);
  const nodes = twoOf(await kube.nodes(target));
  if (!nodes) return snooze(intervals.kubeMs, 'No node is Ready any more.', undefined, 'cni-not-ready');
  const round: Round = { namespace, number, nodes };
  if (!context.holds()) return heldUp();
  await kube.create(target, [namespaceOf(namespace)]);
  if (probe.pullSecret) await kube.putPullSecret(target, namespace, probe.pullSecret);
  await kube.create(target, serving(probe, round));
  const memo: Progress = { round: number, failures, stage: 'serving', since: context.now, nodes };
  const said = `Round ${number}: starting pods on ${nodes.a} and ${nodes.b}.`;
  return snooze(intervals.kubeMs, lagging.length > 0 ? `${said} ${message}` : said, memo);
}

async function startProbing(deps: ProvisioningDeps, context: StepContext, progress: Progress): Promise<Outcome> {
  const { kube, intervals, probe } = deps;
  const target = kubeTarget(context.cluster);
  const planned = roundOf(context, progress);
  const pods = await kube.pods(target, planned.namespace);
  const [a, b] = serversOf(planned, pods);
  if (!stands(a) || !stands(b)) return anew(deps, progress);
  if (!a.ready || !b.ready || !a.node || !b.node) return waitFor(servingName, deps, context, progress, pods);
  // Where they are: pods of an attempt that was cut off may have been meant for other nodes.
  const round = { ...planned, nodes: { a: a.node, b: b.node } };
  const addresses = { a: await addressOf(deps, context, a), b: await addressOf(deps, context, b) };
  await kube.create(target, probing(probe, round, addresses));
  const memo: Progress = { ...progress, stage: 'probing', nodes: round.nodes };
  return snooze(intervals.kubeMs, `Round ${round.number}: pods try to reach each other.`, memo);
}

async function readVerdict(deps: ProvisioningDeps, context: StepContext, progress: Progress): Promise<Outcome> {
  const round = roundOf(context, progress);
  const pods = await deps.kube.pods(kubeTarget(context.cluster), round.namespace);
  const faults = verdictOf(round, pods);
  if (faults?.length === 0) return done(praise(round));
  // Whoever was asked has to be there still, or the answer says nothing of the network.
  if (!serversOf(round, pods).every(stands)) return anew(deps, progress);
  if (faults) return failed(deps, progress, notConnected(round, faults));
  const asking = ends.map((end) => pods.find(({ name }) => name === probingName(round, end)));
  return asking.every(stands) ? waitFor(probingName, deps, context, progress, pods) : anew(deps, progress);
}

function serversOf(round: Round, pods: Pod[]): (Pod | undefined)[] {
  return ends.map((end) => pods.find(({ name }) => name === servingName(round, end)));
}

/** Whether a pod is there and not over: evicted, or past its deadline because no worker came for long. */
function stands(pod: Pod | undefined): pod is Pod {
  return pod !== undefined && !pod.over;
}

/** The pods have not come so far: for a while that is waiting. */
function waitFor(
  naming: typeof servingName,
  deps: ProvisioningDeps,
  context: StepContext,
  progress: Progress,
  pods: Pod[],
): Outcome {
  const round = roundOf(context, progress);
  const names = ends.map((end) => naming(round, end));
  const { code, detail } = whyLate(names, pods);
  const hasTime = context.now - (progress.since ?? context.now) < patienceMs;
  if (hasTime) return snooze(deps.intervals.kubeMs, detail, progress, code);
  const failure = problem(code, detail);
  // New pods do not help against a missing image or a full node.
  return code === 'pods-not-connected' ? failed(deps, progress, failure) : fail(failure);
}

function failed({ intervals }: ProvisioningDeps, { round = 1, failures = 0 }: Progress, failure: Problem): Outcome {
  if (failures + 1 >= mostFailures) return fail(failure);
  const memo: Progress = { round: round + 1, failures: failures + 1 };
  return snooze(4 * intervals.kubeMs, `Round ${round}: ${failure.detail} Trying again with new pods.`, memo);
}

/** The round came to nothing, which says nothing of the network. */
function anew({ intervals }: ProvisioningDeps, { round = 1, failures = 0 }: Progress): Outcome {
  const memo: Progress = { round: round + 1, failures };
  return snooze(intervals.kubeMs, `Round ${round}: its pods are gone. Starting new ones.`, memo);
}

async function addressOf({ kube }: ProvisioningDeps, context: StepContext, { name, ip = '' }: Pod): Promise<Address> {
  const namespace = probeNamespace(context.job.id);
  const serviceIP = (await kube.serviceIP(kubeTarget(context.cluster), namespace, name)) ?? '';
  return { podIP: ip, serviceIP };
}

/** What of kube-system has no pod available. */
async function unavailable({ kube }: ProvisioningDeps, { cluster }: StepContext): Promise<string[]> {
  const names = ['coredns', ...others];
  const found = await Promise.all(names.map((name) => kube.deployment(kubeTarget(cluster), 'kube-system', name)));
  return names.filter((_, index) => (found[index]?.available ?? 0) < 1);
}

/** Two Ready nodes, of different pools if there are: rules may stand between their subnets. A single one is both. */
function twoOf(nodes: Node[]): Round['nodes'] | undefined {
  const [first, ...rest] = nodes.filter(({ ready }) => ready);
  if (!first) return undefined;
  const second = rest.find(({ pool }) => pool !== first.pool) ?? rest[0] ?? first;
  return { a: first.name, b: second.name };
}

function roundOf({ job }: StepContext, { round = 1, nodes = { a: '', b: '' } }: Progress): Round {
  return { namespace: probeNamespace(job.id), number: round, nodes };
}

function praise({ number, nodes }: Round): string {
  const where = nodes.a === nodes.b ? `on ${nodes.a}, the only node,` : `on ${nodes.a} and ${nodes.b}`;
  return `Pods ${where} resolve names, and reach each other and Services${number > 1 ? ` (in round ${number})` : ''}.`;
}
