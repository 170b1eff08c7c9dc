import { type Cluster, timestamp } from '../cluster.ts';
import { fieldsOf } from '../json.ts';
import { nodes, pods } from '../store/resources.ts';
import type { Container, Pod } from '../types/pod.ts';
import { removeObject } from '../write/remove.ts';
import { isTrue } from './conditions.ts';
import { isInitialized, waitingStatus } from './container-status.ts';
import {
  awaitsRestart,
  backOffOf,
  endContainer,
  killAll,
  lifeOf,
  readyAfter,
  startContainers,
  statusOf,
  storeStatus,
  turnReady,
} from './containers.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { recordEvent } from './events.ts';
import { fieldOf } from './images.ts';
import { podAddress } from './pod-addresses.ts';
import { isLeaving, isOver, isReady } from './pods.ts';

// How long a kubelet takes, in milliseconds of Azure's time.
const startTime = 3_000;
const stopTime = 2_000;
const pullAgainTime = 15_000;

function nodeOf(cluster: Cluster, pod: Pod) {
  return cluster.store.get(nodes, undefined, pod.spec.nodeName ?? '');
}

// The kubelet has seen the pod; its sandbox may have to wait for the network.
function accept(cluster: Cluster, pod: Pod): void {
  const hostIP = nodeOf(cluster, pod)?.status.addresses.find((address) => address.type === 'InternalIP')?.address;
  const { containers, initContainers = [] } = pod.spec;
  const reason = initContainers.length > 0 ? 'PodInitializing' : 'ContainerCreating';
  const waiting = (container: Container) => waitingStatus(container, reason);
  storeStatus(cluster, pod, {
    phase: 'Pending',
    ...(hostIP !== undefined && { hostIP, hostIPs: [{ ip: hostIP }] }),
    startTime: timestamp(cluster.clock),
    containerStatuses: containers.map(waiting),
    ...(initContainers.length > 0 && { initContainerStatuses: initContainers.map(waiting) }),
  });
}

function hasNetwork(cluster: Cluster, pod: Pod): boolean {
  return pod.spec.hostNetwork === true || isTrue(nodeOf(cluster, pod)?.status.conditions, 'Ready');
}

const noNetwork =
  'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

// The init containers one after the other, then all the others together.
function nextOf({ spec, status }: Pod): Container[] {
  const init = spec.initContainers?.find((container) => {
    return !isInitialized(
      container,
      status.initContainerStatuses?.find(({ name }) => name === container.name),
    );
  });
  return init === undefined ? spec.containers : [init];
}

function startNext(cluster: Cluster, pod: Pod): void {
  const next = nextOf(pod);
  if (!hasNetwork(cluster, pod) || next.some((container) => statusOf(pod, container)?.started === true)) return;
  const podIP = pod.status.podIP ?? podAddress(cluster, pod);
  const address = podIP === undefined ? {} : { podIP, podIPs: [{ ip: podIP }] };
  const phase = next === pod.spec.containers ? { phase: 'Running' as const } : {};
  startContainers(cluster, pod, next, { ...address, ...phase });
}

// What is over its time is killed, and stays as it is.
function expire(cluster: Cluster, pod: Pod): void {
  const message = 'Pod was active on the node longer than the specified deadline';
  if (!isOver(pod)) killAll(cluster, pod, { phase: 'Failed', reason: 'DeadlineExceeded', message });
}

function stop(cluster: Cluster, pod: Pod): void {
  for (const container of pod.spec.containers) {
    if (statusOf(pod, container)?.state['running'] === undefined) continue;
    const message = `Stopping container ${container.name}`;
    recordEvent(cluster, pod, 'Normal', 'Killing', message, 'kubelet', fieldOf(pod, container));
  }
  removeObject(cluster, pods, pod);
}

type Later = (what: string, duration: number, act: (pod: Pod) => void) => void;

// What each container that has been started does next: turn ready, end, start again.
function followContainer(cluster: Cluster, pod: Pod, container: Container, later: Later): void {
  const status = statusOf(pod, container);
  if (status === undefined) return;
  const which = `${container.name} ${status.restartCount}`;
  if (status.state['running'] !== undefined) {
    const [life, readiness] = [lifeOf(cluster, pod, container), readyAfter(cluster, pod, container)];
    if (Number.isFinite(life)) later(`end ${which}`, life, (live) => endContainer(cluster, live, container));
    if (!status.ready && Number.isFinite(readiness)) {
      later(`ready ${which}`, readiness, (live) => turnReady(cluster, live, container));
    }
    return;
  }
  if (!awaitsRestart(pod, container, status)) return;
  later(`again ${which}`, backOffOf(status), (live) => startContainers(cluster, live, [container]));
}

function reconcilePod(cluster: Cluster, pod: Pod): void {
  const key = keyOf(pod);
  const { uid } = pod.metadata;
  // What happens later happens to this very pod, not to a namesake that came after it.
  const later: Later = (what, duration, act) =>
    cluster.timers.later(`${what} ${uid}`, duration, () => {
      const live = cluster.store.get(pods, ...splitKey(key));
      if (live?.metadata.uid === uid && (!isLeaving(live) || what === 'stop')) act(live);
    });
  if (isLeaving(pod)) {
    const released = (pod.metadata.finalizers ?? []).length === 0;
    if (released) later('stop', stopTime, (live) => stop(cluster, live));
    return;
  }
  if (isOver(pod)) return;
  const { activeDeadlineSeconds, containers, initContainers = [] } = pod.spec;
  if (activeDeadlineSeconds !== undefined && pod.status.startTime !== undefined) {
    later('expire', activeDeadlineSeconds * 1000, (live) => expire(cluster, live));
  }
  if (pod.status.startTime === undefined) {
    accept(cluster, pod);
    return;
  }
  for (const container of [...initContainers, ...containers]) followContainer(cluster, pod, container, later);
  const waiting = nextOf(pod).map((container) => fieldsOf(statusOf(pod, container)?.state['waiting'])['reason']);
  if (waiting.every((reason) => reason === undefined || reason === 'CrashLoopBackOff')) return;
  if (!hasNetwork(cluster, pod)) recordEvent(cluster, pod, 'Warning', 'NetworkNotReady', noNetwork, 'kubelet');
  else if (waiting.includes('ErrImagePull')) later('pull', pullAgainTime, (live) => startNext(cluster, live));
  else later('start', startTime, (live) => startNext(cluster, live));
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
