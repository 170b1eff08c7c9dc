import type { Cluster } from '../cluster.ts';
import type { Pod } from '../types.ts';

/** A pod with this annotation says that what it does needs the pod network. */
export const needsNetwork = 'sandbox.slipway/needs-network';

// Without the annotation, a container's name tells.
const probeName = /connect|probe|netcheck|network-test/;

/** How a pod that does its work and ends will end: 1 when it needs a pod network that is broken, else 0. */
export function exitCodeOf(cluster: Cluster, pod: Pod): number {
  if (cluster.behaviour.podNetworkBroken !== true || pod.spec.hostNetwork === true) return 0;
  const stated = pod.metadata.annotations?.[needsNetwork];
  const needs = stated === undefined ? pod.spec.containers.some(({ name }) => probeName.test(name)) : stated === 'true';
  return needs ? 1 : 0;
}
