import { type Cluster, timestamp } from '../cluster.ts';
import { fieldsOf, sameJson } from '../json.ts';
import { pods } from '../store/resources.ts';
import type { Container, ContainerStatus, Pod, PodStatus } from '../types/pod.ts';
import { runningTime } from './commands.ts';
import { conditionsOf, runningStatus, waitingStatus } from './container-status.ts';
import { recordEvent } from './events.ts';
import { fieldOf, isMissing, tellMissing, tellPull } from './images.ts';
import { controllerOf } from './pods.ts';
import { crashes, endingOf } from './traffic.ts';

// How long a container works whose commands do not say, in milliseconds of Azure's time.
const workTime = 4_000;
const crashTime = 2_000;
const firstBackOff = 10_000;
const longestBackOff = 300_000;

/** The status of one of a pod's containers. */
export function statusOf({ status }: Pod, { name }: Container): ContainerStatus | undefined {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  return all.find((each) => each.name === name);
}

/** Stores a pod with a new status; its conditions follow from the rest. */
export function storeStatus(cluster: Cluster, pod: Pod, change: Partial<PodStatus>): Pod {
  const status: PodStatus = { ...pod.status, ...change };
  const conditions = conditionsOf(pod, status, timestamp(cluster.clock));
  return cluster.store.put(pods, { ...pod, status: { ...status, conditions } });
}

/** What changes of a pod's status when some of its containers' do. */
function replaced({ status }: Pod, next: ContainerStatus[]): Partial<PodStatus> {
  const swap = (all: ContainerStatus[] | undefined) =>
    all?.map((each) => next.find(({ name }) => name === each.name) ?? each);
  const [init, main] = [swap(status.initContainerStatuses), swap(status.containerStatuses)];
  return { ...(init && { initContainerStatuses: init }), ...(main && { containerStatuses: main }) };
}

const isInit = (pod: Pod, container: Container) => pod.spec.initContainers?.includes(container) === true;

/** Whether a container is started again when it has ended so. */
function restarts(pod: Pod, container: Container, exitCode: number): boolean {
  const policy = pod.spec.restartPolicy ?? 'Always';
  if (isInit(pod, container) && container.restartPolicy !== 'Always') return exitCode !== 0 && policy !== 'Never';
  if (container.restartPolicy === 'Always' || policy === 'Always') return true;
  return policy === 'OnFailure' && exitCode !== 0;
}

/** Whether a container that has ended, or failed again and again, is about to be started again. */
export function awaitsRestart(pod: Pod, container: Container, { state }: ContainerStatus): boolean {
  const exitCode = fieldsOf(state['terminated'])['exitCode'];
  if (exitCode === undefined) return fieldsOf(state['waiting'])['reason'] === 'CrashLoopBackOff';
  return restarts(pod, container, Number(exitCode));
}

/** How long a container runs before it ends by itself, in milliseconds of Azure's time; `Infinity` for one that stays. */
export function lifeOf(cluster: Cluster, pod: Pod, container: Container): number {
  if (crashes(cluster, pod)) return crashTime;
  const seconds = runningTime(container);
  if (seconds !== undefined) return Math.max(1_000, seconds * 1000);
  // What cannot be read is taken to stay where it is meant to, and to do its work and end elsewhere.
  const isToEnd = isInit(pod, container)
    ? container.restartPolicy !== 'Always'
    : (pod.spec.restartPolicy ?? 'Always') !== 'Always' || controllerOf(pod)?.kind === 'Job';
  return isToEnd ? workTime : Number.POSITIVE_INFINITY;
}

/** How long after its start a container passes its readiness probe: none that it fails. */
export function readyAfter(cluster: Cluster, pod: Pod, { readinessProbe: probe }: Container): number {
  const { dnsNeverReady, dnsStartMs } = cluster.behaviour;
  if (crashes(cluster, pod)) return Number.POSITIVE_INFINITY;
  if (pod.metadata.labels?.['k8s-app'] === 'kube-dns') {
    if (dnsNeverReady === true) return Number.POSITIVE_INFINITY;
    if (dnsStartMs !== undefined) return dnsStartMs;
  }
  if (probe === undefined) return 0;
  const { command } = probe.exec ?? {};
  const fails = command !== undefined && endingOf(cluster, pod, { name: '', command }).exitCode !== 0;
  return fails ? Number.POSITIVE_INFINITY : Math.max(1, probe.initialDelaySeconds ?? 0) * 1000;
}

/** Starts some containers of a pod, or says that their images are missing. */
export function startContainers(
  cluster: Cluster,
  pod: Pod,
  containers: Container[],
  change: Partial<PodStatus> = {},
): void {
  const now = timestamp(cluster.clock);
  const missing = containers.filter((container) => isMissing(cluster, container));
  const statuses = containers.map((container): ContainerStatus => {
    const before = statusOf(pod, container) ?? waitingStatus(container, 'ContainerCreating');
    // All start together here, so that one whose image is missing keeps the others waiting.
    if (missing.length > 0 && !missing.includes(container)) return before;
    if (missing.length > 0) {
      const again = fieldsOf(before.state['waiting'])['reason'] === 'ErrImagePull';
      const isTold = fieldsOf(before.state['waiting'])['reason'] === 'ImagePullBackOff';
      return isTold ? before : waitingStatus(container, ...tellMissing(cluster, pod, container, again));
    }
    tellPull(cluster, pod, container);
    const tell = (reason: string, message: string) =>
      recordEvent(cluster, pod, 'Normal', reason, message, 'kubelet', fieldOf(pod, container));
    tell('Created', 'Container created');
    tell('Started', 'Container started');
    return { ...runningStatus(pod, container, before, now), ready: readyAfter(cluster, pod, container) === 0 };
  });
  if (missing.length > 0) {
    const next = replaced(pod, statuses);
    if (!sameJson({ ...pod.status, ...next }, pod.status)) storeStatus(cluster, pod, next);
    return;
  }
  storeStatus(cluster, pod, { ...change, ...replaced(pod, statuses) });
}

/** A container that runs has passed its readiness probe. */
export function turnReady(cluster: Cluster, pod: Pod, container: Container): void {
  const status = statusOf(pod, container);
  if (status?.state['running'] === undefined || status.ready) return;
  if (readyAfter(cluster, pod, container) === Number.POSITIVE_INFINITY) return;
  storeStatus(cluster, pod, replaced(pod, [{ ...status, ready: true }]));
}

/** How long a container that has ended waits before it is started again. */
export function backOffOf({ restartCount }: ContainerStatus): number {
  return restartCount === 0 ? 1_000 : Math.min(longestBackOff, firstBackOff * 2 ** (restartCount - 1));
}

/** The state of a container that has ended. */
function terminated(container: Container, exitCode: number, log: string[], startedAt: unknown, finishedAt: string) {
  const told = container.terminationMessagePolicy === 'FallbackToLogsOnError' && exitCode !== 0 && log.length > 0;
  const message = told ? { message: `${log.join('\n')}\n` } : {};
  return {
    terminated: { exitCode, reason: exitCode === 0 ? 'Completed' : 'Error', ...message, startedAt, finishedAt },
  };
}

/** A container has done its work: it is over, or waits to be started again; with the last one its pod is over. */
export function endContainer(cluster: Cluster, pod: Pod, container: Container): void {
  const status = statusOf(pod, container);
  const running = fieldsOf(status?.state['running']);
  if (status?.state['running'] === undefined) return;
  const now = timestamp(cluster.clock);
  const { exitCode, log } = endingOf(cluster, pod, container);
  const state = terminated(container, exitCode, log, running['startedAt'], now);
  const ended: ContainerStatus = { ...status, ready: isInit(pod, container) && exitCode === 0, started: false, state };
  if (!restarts(pod, container, exitCode)) {
    const failed = isInit(pod, container) && exitCode !== 0;
    const change = replaced(pod, [ended]);
    storeStatus(cluster, pod, failed ? { ...change, phase: 'Failed' } : phased(pod, change));
  } else if (status.restartCount === 0) {
    storeStatus(cluster, pod, replaced(pod, [ended]));
  } else {
    const which = `failed container ${container.name} in pod ${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`;
    recordEvent(cluster, pod, 'Warning', 'BackOff', `Back-off restarting ${which}`, 'kubelet', fieldOf(pod, container));
    const seconds = backOffOf(status) / 1000;
    const pause = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
    const message = `back-off ${pause} restarting ${which.replace('failed container ', 'failed container=').replace(' in pod ', ' pod=')}`;
    const waiting = { waiting: { reason: 'CrashLoopBackOff', message } };
    storeStatus(cluster, pod, replaced(pod, [{ ...ended, state: waiting, lastState: state }]));
  }
}

// A pod whose containers have all ended is over.
function phased({ spec, status }: Pod, change: Partial<PodStatus>): Partial<PodStatus> {
  const statuses = change.containerStatuses ?? status.containerStatuses;
  const codes = spec.containers.map(({ name }) => {
    const each = statuses?.find((one) => one.name === name);
    return fieldsOf(each?.state['terminated'])['exitCode'];
  });
  if (codes.includes(undefined)) return change;
  return { ...change, phase: codes.every((code) => code === 0) ? 'Succeeded' : 'Failed' };
}

/** Ends whatever of a pod still runs, by force. */
export function killAll(cluster: Cluster, pod: Pod, change: Partial<PodStatus>): void {
  const now = timestamp(cluster.clock);
  const killed = (pod.status.containerStatuses ?? []).map((status): ContainerStatus => {
    if (status.state['terminated'] !== undefined) return status;
    const startedAt = fieldsOf(status.state['running'])['startedAt'] ?? now;
    const state = { terminated: { exitCode: 137, reason: 'Error', startedAt, finishedAt: now } };
    return { ...status, ready: false, started: false, state };
  });
  storeStatus(cluster, pod, { ...change, containerStatuses: killed });
}

/** What a container prints each time it runs. */
export function logOf(cluster: Cluster, pod: Pod, container: Container): string {
  return endingOf(cluster, pod, container)
    .log.map((line) => `${line}\n`)
    .join('');
}
