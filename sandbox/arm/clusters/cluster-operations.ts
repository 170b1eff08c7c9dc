import type { SandboxClock } from '../../clock.ts';
import type { Durations } from '../../durations.ts';
import type { Faults } from '../../faults/faults.ts';
import type { KubeClusters } from '../../kube/seam.ts';
import type { Step, Timeline } from '../../timeline.ts';
import type { Groups } from '../groups/groups.ts';
import type { Identities } from '../identities/identities.ts';
import type { Operation, OperationKind, Operations } from '../operations.ts';
import { type Cluster, setStates, touch } from './cluster.ts';
import type { Pace } from './pace.ts';
import type { ClusterStore } from './store.ts';

/** What the course of clusters and pools has to do with. */
export interface LifecycleParts {
  clock: SandboxClock;
  timeline: Timeline;
  operations: Operations;
  groups: Groups;
  clusters: ClusterStore;
  identities: Identities;
  faults: Faults;
  kube: KubeClusters;
  pace: Pace;
  durations: Durations;
}

/** How operations on a cluster as a whole begin, go on and end. */
export function createClusterOperations({ timeline, operations, clusters }: LifecycleParts) {
  return {
    begin(cluster: Cluster, kind: OperationKind): Operation {
      const { subscriptionId, key, body } = cluster;
      const operation = operations.start({ kind, subscriptionId, location: body.location, target: key });
      cluster.operationId = operation.id;
      touch(cluster);
      clusters.put(cluster);
      return operation;
    },
    /** The operation has succeeded, unless it has ended otherwise before. */
    end(cluster: Cluster, { operationId }: Step, state: string): void {
      delete cluster.operationId;
      delete cluster.targets;
      touch(cluster);
      setStates(cluster, state);
      operations.end(operationId, 'Succeeded');
    },
    /** Says what a kind of step does to a cluster that is still there. */
    onCluster(kind: string, act: (cluster: Cluster, step: Step) => void): void {
      timeline.on(kind, (step) => {
        const cluster = clusters.byKey(step.target);
        if (cluster !== undefined) act(cluster, step);
      });
    },
  };
}
