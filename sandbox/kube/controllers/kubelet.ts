import { type Cluster, timestamp } from '../cluster.ts';
import { sameJson } from '../json.ts';
import { nodes, pods } from '../store/resources.ts';
import type { Condition, Container, ContainerStatus, Pod } from '../types.ts';
import { removeObject } from '../write/remove.ts';
import { deedOf } from './commands.ts';
import { isTrue } from './conditions.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { recordEvent } from './events.ts';
import { podAddress } from './pod-addresses.ts';
import { controllerOf, isLeaving, isOver, isReady } from './pods.ts';
import { endingOf } from './traffic.ts';

// How long a kubelet takes, in milliseconds of Azure's time.
const startTime = 3_000;
const runTime = 4_000;
const stopTime = 2_000;

function statusOf(container: Container, state: ContainerStatus['state'], pod: Pod, ready: boolean): ContainerStatus {
  const image = container.image ?? '';
  const started = state['waiting'] === undefined;
  return {
    name: container.name,
    image,
    imageID: '',
    ready,
    started: state['running'] !== undefined,
    restartCount: 0,
    state,
    lastState: {},
    ...(started && { containerID: `containerd://${pod.metadata.uid.replaceAll('-', '')}` }),
  };
}

function conditions(pod: Pod, ready: boolean, reason: string | undefined, now: string): Condition[] {
  const status = ready ? 'True' : 'False';
  const why = reason === undefined ? {} : { reason };
  const one = (type: string, value: Condition['status'], rest: object = {}): Condition => ({
    type,
    status: value,
    lastProbeTime: null,
    lastTransitionTime: now,
    ...rest,
  });
  const scheduled = pod.status.conditions?.find((condition) => condition.type === 'PodScheduled');
  return [
    one('PodReadyToStartContainers', ready || reason === 'PodCompleted' ? 'True' : 'False'),
    one('Initialized', 'True', reason === 'PodCompleted' ? why : {}),
    one('Ready', status, why),
    one('ContainersReady', status, why),
    one('PodScheduled', 'True', { lastTransitionTime: scheduled?.lastTransitionTime ?? now }),
  ];
}

function store(cluster: Cluster, pod: Pod, status: Partial<Pod['status']>): Pod {
  return cluster.store.put(pods, { ...pod, status: { ...pod.status, ...status } });
}

// The kubelet has seen the pod; its sandbox may have to wait for the network.
function accept(cluster: Cluster, pod: Pod): void {
  const now = timestamp(cluster.clock);
  const hostIP = hostAddress(cluster, pod);
  const waiting = { waiting: { reason: 'ContainerCreating' } };
  store(cluster, pod, {
    phase: 'Pending',
    ...(hostIP !== undefined && { hostIP, hostIPs: [{ ip: hostIP }] }),
    startTime: now,
    conditions: conditions(pod, false, 'ContainersNotReady', now),
    containerStatuses: pod.spec.containers.map((container) => statusOf(container, waiting, pod, false)),
  });
}

function hostAddress(cluster: Cluster, pod: Pod): string | undefined {
  const node = cluster.store.get(nodes, undefined, pod.spec.nodeName ?? '');
  return node?.status.addresses.find((address) => address.type === 'InternalIP')?.address;
}

function hasNetwork(cluster: Cluster, pod: Pod): boolean {
  const node = cluster.store.get(nodes, undefined, pod.spec.nodeName ?? '');
  return pod.spec.hostNetwork === true || isTrue(node?.status.conditions, 'Ready');
}

const noNetwork =
  'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

function start(cluster: Cluster, pod: Pod): void {
  const now = timestamp(cluster.clock);
  const podIP = podAddress(cluster, pod);
  const ready = mayBeReady(cluster, pod);
  const done = { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } };
  const initContainers = pod.spec.initContainers ?? [];
  const running = { running: { startedAt: now } };
  const started = store(cluster, pod, {
    phase: 'Running',
    ...(podIP !== undefined && { podIP, podIPs: [{ ip: podIP }] }),
    conditions: conditions(pod, ready, ready ? undefined : 'ContainersNotReady', now),
    containerStatuses: pod.spec.containers.map((container) => statusOf(container, running, pod, ready)),
    ...(initContainers.length > 0 && {
      initContainerStatuses: initContainers.map((container) =>
        statusOf(container, container.restartPolicy === 'Always' ? running : done, pod, true),
      ),
    }),
  });
  recordEvent(cluster, started, 'Normal', 'Started', 'Container started', 'kubelet');
}

function mayBeReady({ behaviour }: Cluster, { metadata }: Pod): boolean {
  return behaviour.dnsNeverReady !== true || metadata.labels?.['k8s-app'] !== 'kube-dns';
}

function turnReady(cluster: Cluster, pod: Pod): void {
  if (pod.status.phase !== 'Running' || !mayBeReady(cluster, pod)) return;
  const containerStatuses = (pod.status.containerStatuses ?? []).map((status) => ({ ...status, ready: true }));
  store(cluster, pod, { conditions: conditions(pod, true, undefined, timestamp(cluster.clock)), containerStatuses });
}

const serves = (container: Container) => ['serve', 'wait'].includes(deedOf(container)?.does ?? '');

// Each container that does its work and ends says how; one that serves goes on, and the pod with it.
function finish(cluster: Cluster, pod: Pod): void {
  const now = timestamp(cluster.clock);
  const startedAt = pod.status.startTime ?? now;
  let exitCode = 0;
  const containerStatuses = pod.spec.containers.map((container) => {
    if (serves(container)) return statusOf(container, { running: { startedAt } }, pod, true);
    const ending = endingOf(cluster, pod, container);
    exitCode = Math.max(exitCode, ending.exitCode);
    const reason = ending.exitCode === 0 ? 'Completed' : 'Error';
    const isTold = container.terminationMessagePolicy === 'FallbackToLogsOnError' && ending.said !== undefined;
    const message = isTold ? { message: `${ending.said}\n` } : {};
    const state = { terminated: { exitCode: ending.exitCode, reason, ...message, startedAt, finishedAt: now } };
    return statusOf(container, state, pod, false);
  });
  if (pod.spec.containers.some(serves)) {
    store(cluster, pod, { containerStatuses });
    return;
  }
  store(cluster, pod, {
    phase: exitCode === 0 ? 'Succeeded' : 'Failed',
    conditions: conditions(pod, false, exitCode === 0 ? 'PodCompleted' : 'PodFailed', now),
    containerStatuses,
  });
}

// What is over its time is killed, and stays as it is.
function expire(cluster: Cluster, pod: Pod): void {
  if (isOver(pod)) return;
  const now = timestamp(cluster.clock);
  const state = { terminated: { exitCode: 137, reason: 'Error', startedAt: now, finishedAt: now } };
  store(cluster, pod, {
    phase: 'Failed',
    reason: 'DeadlineExceeded',
    message: 'Pod was active on the node longer than the specified deadline',
    conditions: conditions(pod, false, 'PodFailed', now),
    containerStatuses: pod.spec.containers.map((container) => statusOf(container, state, pod, false)),
  });
}

// A pod that is not to be restarted is taken for one that does its work and ends, unless all that it does is serve.
function ends(pod: Pod): boolean {
  const isToEnd = (pod.spec.restartPolicy ?? 'Always') !== 'Always' || controllerOf(pod)?.kind === 'Job';
  const isAtWork = ({ name }: Container) =>
    pod.status.containerStatuses?.find((status) => status.name === name)?.state['terminated'] === undefined;
  return isToEnd && pod.spec.containers.some((container) => !serves(container) && isAtWork(container));
}

function isMissing({ behaviour }: Cluster, { image = '' }: Container): boolean {
  return behaviour.missingImage !== undefined && image.includes(behaviour.missingImage);
}

// The image is asked for again and again.
function backOff(cluster: Cluster, pod: Pod): void {
  const statuses = pod.spec.containers.map((container) => {
    const pulled = !isMissing(cluster, container);
    const waiting = pulled
      ? { reason: 'ContainerCreating' }
      : { reason: 'ImagePullBackOff', message: `Back-off pulling image "${container.image}"` };
    return statusOf(container, { waiting }, pod, false);
  });
  if (sameJson(pod.status.containerStatuses, statuses)) return;
  store(cluster, pod, { containerStatuses: statuses });
  const image = pod.spec.containers.find((container) => isMissing(cluster, container))?.image;
  recordEvent(cluster, pod, 'Warning', 'Failed', `Failed to pull image "${image}"`, 'kubelet');
}

function reconcilePod(cluster: Cluster, pod: Pod): void {
  const key = keyOf(pod);
  const { uid } = pod.metadata;
  // What happens later happens to this very pod, not to a namesake that came after it.
  const later = (what: string, duration: number, act: (pod: Pod) => void) =>
    cluster.timers.later(`${what} ${uid}`, duration, () => {
      const live = cluster.store.get(pods, ...splitKey(key));
      if (live?.metadata.uid === uid) act(live);
    });
  if (isLeaving(pod)) {
    const released = (pod.metadata.finalizers ?? []).length === 0;
    if (released) later('stop', stopTime, (live) => removeObject(cluster, pods, live));
    return;
  }
  if (isOver(pod)) return;
  const { activeDeadlineSeconds } = pod.spec;
  if (activeDeadlineSeconds !== undefined && pod.status.startTime !== undefined) {
    later('expire', activeDeadlineSeconds * 1000, (live) => expire(cluster, live));
  }
  if (pod.status.phase === 'Running') {
    if (!isReady(pod) && mayBeReady(cluster, pod)) later('ready', startTime, (live) => turnReady(cluster, live));
    if (ends(pod)) later('finish', runTime, (live) => live.status.phase === 'Running' && finish(cluster, live));
    return;
  }
  if (pod.status.startTime === undefined) accept(cluster, pod);
  else if (hasNetwork(cluster, pod)) later('start', startTime, (live) => startIfItMay(cluster, live));
  else recordEvent(cluster, pod, 'Warning', 'NetworkNotReady', noNetwork, 'kubelet');
}

function startIfItMay(cluster: Cluster, pod: Pod): void {
  if (isLeaving(pod) || pod.status.phase !== 'Pending' || !hasNetwork(cluster, pod)) return;
  if (pod.spec.containers.some((container) => isMissing(cluster, container))) backOff(cluster, pod);
  else start(cluster, pod);
}

/** Starts and stops the pods that have a node. */
export const kubelet: Controller = {
  name: 'kubelet',
  concerns: (cluster, change) => {
    if (change.resource === pods.key && change.type !== 'DELETED') {
      return (change.object as Pod).spec.nodeName === undefined ? [] : [keyOf(change.object)];
    }
    if (change.resource !== nodes.key || change.type !== 'MODIFIED') return [];
    // A node that has a network now starts what waited for it.
    const { name } = change.object.metadata;
    const waits = (pod: Pod) => pod.spec.nodeName === name && !isOver(pod) && !isReady(pod);
    return cluster.store.list(pods).filter(waits).map(keyOf);
  },
  reconcile: (cluster, key) => {
    const pod = cluster.store.get(pods, ...splitKey(key));
    if (pod?.spec.nodeName !== undefined) reconcilePod(cluster, pod);
  },
};
