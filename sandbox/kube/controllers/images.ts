import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import { pods } from '../store/resources.ts';
import type { Container, Pod } from '../types/pod.ts';
import { imageNames } from './container-status.ts';
import { recordEvent } from './events.ts';

/** The part of a pod that events about one of its containers name. */
export function fieldOf(pod: Pod, { name }: Container): string {
  const isInit = pod.spec.initContainers?.some((container) => container.name === name) === true;
  return `spec.${isInit ? 'initContainers' : 'containers'}{${name}}`;
}

/** Whether no registry has the image, for a fault says so. */
export function isMissing({ behaviour }: Cluster, { image = '' }: Container): boolean {
  return behaviour.missingImage !== undefined && image.includes(behaviour.missingImage);
}

// What AKS runs itself is on its machines' disks; other images are there once a pod of that node has had them.
function isPresent(cluster: Cluster, pod: Pod, container: Container): boolean {
  if (container.imagePullPolicy === 'Always') return false;
  const { image = '' } = container;
  if (image.startsWith('mcr.microsoft.com/oss/')) return true;
  const { imageID } = imageNames(image);
  return cluster.store
    .list(pods)
    .some(
      ({ spec, status }) =>
        spec.nodeName === pod.spec.nodeName && status.containerStatuses?.some((status) => status.imageID === imageID),
    );
}

const bytesPerSecond = 40_000_000;

/** Tells how an image came to its node. Its size is made up, and the same each time. */
export function tellPull(cluster: Cluster, pod: Pod, container: Container): void {
  const { image = '' } = container;
  const tell = (reason: string, message: string) =>
    recordEvent(cluster, pod, 'Normal', reason, message, 'kubelet', fieldOf(pod, container));
  if (isPresent(cluster, pod, container)) {
    tell('Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`);
    return;
  }
  const size = 2_000_000 + (createHash('sha256').update(image).digest().readUInt32BE() % 90_000_000);
  const took = `${(size / bytesPerSecond).toFixed(3)}s`;
  tell('Pulling', `Pulling image "${image}"`);
  tell(
    'Pulled',
    `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${size} bytes.`,
  );
}

/** Tells that an image cannot be had. @returns what its container waits for, the first time and from then on */
export function tellMissing(
  cluster: Cluster,
  pod: Pod,
  container: Container,
  again: boolean,
): [reason: string, message: string] {
  const { image = '' } = container;
  const tell = (type: 'Normal' | 'Warning', reason: string, message: string) =>
    recordEvent(cluster, pod, type, reason, message, 'kubelet', fieldOf(pod, container));
  if (again) {
    const message = `Back-off pulling image "${image}"`;
    tell('Normal', 'BackOff', message);
    tell('Warning', 'Failed', 'Error: ImagePullBackOff');
    return ['ImagePullBackOff', message];
  }
  const full = imageNames(image).image;
  const why = `failed to pull and unpack image "${full}": failed to resolve reference "${full}": ${full}: not found`;
  tell('Normal', 'Pulling', `Pulling image "${image}"`);
  tell('Warning', 'Failed', `Failed to pull image "${image}": rpc error: code = NotFound desc = ${why}`);
  tell('Warning', 'Failed', 'Error: ErrImagePull');
  return ['ErrImagePull', `rpc error: code = NotFound desc = ${why}`];
}
