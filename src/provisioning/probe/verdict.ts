import { type FieldError, type Problem, problem } from '../../model/problem.ts';
import type { ProblemCode } from '../../model/problem-catalogue.ts';
import type { Container, Pod } from '../../ports.ts';
import { type Check, checks, type End, ends, other, probedName, probingName, type Round } from './manifests.ts';

/** Something that one end could not do. */
export interface Fault {
  end: End;
  check: Check;
  /** What the command said last, and how it ended. */
  said: string;
}

/** What each check asks of the network, and what may keep it from being. In the order in which one explains the next. */
const remedies: Record<Check, string> = {
  pod: 'The nodes do not pass on the traffic between pods. Let the node ranges reach each other in network security groups, route tables and firewalls, by the CNI’s encapsulation too (VXLAN: UDP 8472 for Cilium, 4789 for Calico; Geneve: UDP 6081), and look at the agents of the CNI on these nodes. Then retry the job.',
  service:
    'Pods reach each other, but not by the address of a Service. Look at kube-proxy, or at what the CNI has in its place, on these nodes. Then retry the job.',
  dns: 'Pods and Services reach each other, but no name is resolved. Look at the pods of kube-system/coredns, and at network policies that keep pods from UDP 53. Then retry the job.',
};
const explaining: Check[] = ['pod', 'service', 'dns'];

/**
 * What the ended containers of a round say.
 * @returns the faults, none if all went well; nothing while some have not ended
 */
export function verdictOf(round: Round, pods: Pod[]): Fault[] | undefined {
  const ended = ends.flatMap((end) =>
    checks.map((check) => {
      const pod = pods.find(({ name }) => name === probingName(round, end));
      return { end, check, terminated: pod?.containers.find(({ name }) => name === check)?.terminated };
    }),
  );
  const faults: Fault[] = [];
  for (const { end, check, terminated } of ended) {
    if (!terminated) return undefined;
    if (terminated.exitCode !== 0) faults.push({ end, check, said: lastWords(terminated) });
  }
  return faults;
}

/** The problem of pods that do not talk: each pair that failed, and the remedy of what explains most. */
export function notConnected(round: Round, faults: Fault[]): Problem {
  const errors = faults.map((fault): FieldError => ({ code: fault.check, detail: sentenceOf(round, fault) }));
  const first = explaining.find((check) => faults.some((fault) => fault.check === check)) ?? 'pod';
  const detail = errors.map((error) => error.detail).join(' ');
  return problem('pods-not-connected', detail, { remedy: remedies[first], errors });
}

function sentenceOf({ nodes }: Round, { end, check, said }: Fault): string {
  const from = `A pod on ${nodes[end]}`;
  const where = nodes[end] === nodes[other(end)] ? 'on the same node' : `on ${nodes[other(end)]}`;
  const what = {
    dns: `cannot resolve ${probedName}`,
    pod: `cannot reach a pod ${where}`,
    service: `cannot reach the Service of a pod ${where}`,
  }[check];
  return `${from} ${what}: ${said}.`;
}

function lastWords({ exitCode, reason, message }: NonNullable<Container['terminated']>): string {
  const words = message.trim().split('\n').at(-1)?.trim().replace(/\.$/, '');
  return words ? `${words} (exit code ${exitCode})` : `exit code ${exitCode}${reason ? `, ${reason}` : ''}`;
}

const pullReasons = [
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
];
/** Reasons that are no fault: the kubelet is at work. */
const working = ['ContainerCreating', 'PodInitializing'];

/** Why pods have not come so far: the code of it, and a sentence. */
export function whyLate(names: string[], pods: Pod[]): { code: ProblemCode; detail: string } {
  const stories = names.map((name) => storyOf(name, pods));
  const told = stories.find(({ code }) => code !== 'pods-not-connected');
  return told ?? { code: 'pods-not-connected', detail: `${stories.map(({ detail }) => detail).join('; ')}.` };
}

function storyOf(name: string, pods: Pod[]): { code: ProblemCode; detail: string } {
  const pod = pods.find((one) => one.name === name);
  if (pod?.unschedulable) {
    return { code: 'probe-not-started', detail: `Pod ${name} finds no place on its node: ${pod.unschedulable}` };
  }
  const who = `Pod ${name}${pod?.node ? ` on ${pod.node}` : ''}`;
  const waiting = pod?.containers.find((container) => container.waiting)?.waiting;
  if (waiting && !working.includes(waiting.reason)) {
    const code = pullReasons.includes(waiting.reason) ? 'probe-image-unavailable' : 'probe-not-started';
    return { code, detail: `${who} waits: ${[waiting.reason, waiting.message].filter(Boolean).join(', ')}` };
  }
  const state = waiting ? `says ${waiting.reason}` : pod?.node ? 'is at work' : 'is not there yet';
  return { code: 'pods-not-connected', detail: `${who} ${state}` };
}
