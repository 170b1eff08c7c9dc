import type { Arm, Clock, FactCache, Helm, JobStore, Kube, Origins, Standpoint } from '../ports.ts';
import type { CniCatalogue } from './cni/index.ts';
import type { ProbeSettings } from './probe/manifests.ts';

/** What the steps act through. */
export interface ProvisioningDeps {
  arm: Arm;
  factCache: FactCache;
  origins: Origins;
  standpoint: Standpoint;
  kube: Kube;
  helm: Helm;
  clock: Clock;
  catalogue: CniCatalogue;
  /** A delete asks what became of the create it superseded. */
  jobs: Pick<JobStore, 'job'>;
  /** What the pods are made of that try the pod network. */
  probe: ProbeSettings;
  /** This installation of Slipway, in the tag `slipway-instance`. */
  instance: string;
  /** The private clusters whose API server this worker reaches (`SLIPWAY_PRIVATE_REACH`). */
  privateReach: readonly string[];
  intervals: Intervals;
}

/** How often to look, in milliseconds. */
export interface Intervals {
  /** At a cluster that Azure is creating or deleting. */
  armMs: number;
  /** At nodes and workloads inside the cluster. */
  kubeMs: number;
  /** How long a worker that lost its lease may still send the request in its hand: lease plus HTTP time-out. */
  lateActMs: number;
  /**
   * How long a cluster is looked at that Azure calls failed and says it goes on with, and how long a right that Azure
   * denies may be on its way.
   */
  patienceMs: number;
}
