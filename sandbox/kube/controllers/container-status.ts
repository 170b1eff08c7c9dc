import { createHash } from 'node:crypto';
import type { Condition } from '../types/object.ts';
import type { Container, ContainerStatus, Pod, PodStatus } from '../types/pod.ts';

const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

interface ImageNames {
  image: string;
  imageID: string;
}

// Thousands of pods share a few images, and so their names.
const known = new Map<string, ImageNames>();

/** How containerd calls an image: `docker.io/library/busybox:latest`, and the same by digest. */
export function imageNames(image: string): ImageNames {
  let names = known.get(image);
  if (names === undefined) {
    const [path = '', digest] = image.split('@');
    const [host = '', ...rest] = path.split('/');
    const isHosted = rest.length > 0 && /[.:]|^localhost$/.test(host);
    const full = isHosted ? path : `docker.io/${rest.length > 0 ? path : `library/${path}`}`;
    const [, repository = full, tag] = /^(.*?)(?::([^/:]+))?$/.exec(full) ?? [];
    const tagged = `${repository}:${tag ?? 'latest'}`;
    names = {
      image: digest === undefined ? tagged : `${full}@${digest}`,
      imageID: `${repository}@${digest ?? `sha256:${digestOf(tagged)}`}`,
    };
    known.set(image, names);
  }
  return names;
}

/** The status of a container that has not been started. */
export function waitingStatus({ name, image = '' }: Container, reason: string, message?: string): ContainerStatus {
  return {
    name,
    image,
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    state: { waiting: { reason, ...(message !== undefined && { message }) } },
    lastState: {},
  };
}

/** The status of a container that has just been started, for the first time or again. */
export function runningStatus(pod: Pod, container: Container, before: ContainerStatus, now: string): ContainerStatus {
  const ended = before.state['terminated'] ?? before.lastState['terminated'];
  const restartCount = ended === undefined ? 0 : before.restartCount + 1;
  return {
    name: container.name,
    ...imageNames(container.image ?? ''),
    ready: false,
    started: true,
    restartCount,
    state: { running: { startedAt: now } },
    lastState: ended === undefined ? {} : { terminated: ended },
    containerID: `containerd://${digestOf(`${pod.metadata.uid} ${container.name} ${restartCount}`)}`,
  };
}

const isSidecar = ({ restartPolicy }: Container) => restartPolicy === 'Always';

/** Whether an init container has done what the next ones wait for. */
export function isInitialized(container: Container, status: ContainerStatus | undefined): boolean {
  if (isSidecar(container)) return status?.started === true;
  return (status?.state['terminated'] as { exitCode?: number } | undefined)?.exitCode === 0;
}

const list = (names: string[]) => `[${names.join(' ')}]`;

/** The conditions of a pod, which follow from the rest of its status. */
export function conditionsOf(pod: Pod, status: PodStatus, now: string): Condition[] {
  const before = new Map((pod.status.conditions ?? []).map((condition) => [condition.type, condition]));
  const over = status.phase === 'Succeeded' ? 'PodCompleted' : status.phase === 'Failed' ? 'PodFailed' : undefined;
  const one = (type: string, holds: boolean, reason?: string, message?: string): Condition => {
    const value = holds ? 'True' : 'False';
    const last = before.get(type);
    return {
      type,
      status: value,
      lastProbeTime: null,
      lastTransitionTime: last?.status === value ? (last.lastTransitionTime ?? now) : now,
      ...(reason !== undefined && { reason }),
      ...(message !== undefined && { message }),
    };
  };
  const statuses = status.containerStatuses ?? [];
  const unready = statuses.filter(({ ready }) => !ready).map(({ name }) => name);
  const readiness = (type: string) =>
    over === undefined && unready.length > 0
      ? one(type, false, 'ContainersNotReady', `containers with unready status: ${list(unready)}`)
      : one(type, over === undefined, over);
  const incomplete = (pod.spec.initContainers ?? [])
    .filter((container) => {
      return !isInitialized(
        container,
        status.initContainerStatuses?.find(({ name }) => name === container.name),
      );
    })
    .map(({ name }) => name);
  const initialized =
    incomplete.length > 0
      ? one('Initialized', false, 'ContainersNotInitialized', `containers with incomplete status: ${list(incomplete)}`)
      : one('Initialized', true, status.phase === 'Succeeded' ? over : undefined);
  const isUp = [...statuses, ...(status.initContainerStatuses ?? [])].some(
    ({ started, restartCount }) => started || restartCount > 0,
  );
  return [
    one('PodReadyToStartContainers', isUp && over === undefined),
    initialized,
    readiness('Ready'),
    readiness('ContainersReady'),
    one('PodScheduled', true),
  ];
}
