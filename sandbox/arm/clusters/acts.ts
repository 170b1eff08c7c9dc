import type { Operation } from '../operations.ts';
import { type Cluster, goodEnding, newTokens, setPower, setStates } from './cluster.ts';
import { createClusterOperations, type LifecycleParts } from './cluster-operations.ts';
import { nodesOf } from './pools.ts';

const ACTS = {
  start: { state: 'Starting', pace: 'start' },
  stop: { state: 'Stopping', pace: 'stop' },
  rotate: { state: 'RotatingClusterCertificates', pace: 'controlPlane' },
} as const;

export type Act = ReturnType<typeof createActs>;

/**
 * What is done to a cluster as a whole. It starts or stops: its nodes come or go, and with them every pod that nothing
 * brings back. It gets other credentials: whoever has the old ones is refused.
 */
export function createActs(parts: LifecycleParts) {
  const { timeline, kube, faults, pace } = parts;
  const { begin, onCluster } = createClusterOperations(parts);

  onCluster('start', (cluster) => {
    setPower(cluster, 'Running');
    kube.setPools(cluster.fqdn, nodesOf(cluster, faults));
  });
  onCluster('stop', (cluster) => {
    setPower(cluster, 'Stopped');
    kube.powerOff(cluster.fqdn);
  });
  onCluster('rotate', (cluster) => {
    Object.assign(cluster, newTokens());
    kube.setTokens(cluster.fqdn, [cluster.adminToken, cluster.userToken]);
  });

  return (cluster: Cluster, act: keyof typeof ACTS): Operation => {
    timeline.cancelFor(cluster.key);
    const operation = begin(cluster, act);
    setStates(cluster, ACTS[act].state);
    cluster.ending = goodEnding;
    const ms = pace(cluster, ACTS[act].pace);
    timeline.schedule(ms / 2, act, cluster.key, operation.id);
    timeline.schedule(ms, 'settle', cluster.key, operation.id);
    return operation;
  };
}
