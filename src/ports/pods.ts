/** A Kubernetes object of the core group, as it is sent: one of the kinds that Slipway makes in a cluster. */
export interface Manifest {
  apiVersion: 'v1';
  kind: 'Namespace' | 'ServiceAccount' | 'Service' | 'Pod';
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  spec?: object;
  automountServiceAccountToken?: boolean;
}

/** A container of a pod, as the kubelet tells of it. */
export interface Container {
  name: string;
  /** What it waits for: `ContainerCreating`, `ImagePullBackOff`. */
  waiting?: { reason: string; message: string };
  /** How it ended; the message is what it said last. */
  terminated?: { exitCode: number; reason: string; message: string };
}

/** A pod, as far as it is looked at. */
export interface Pod {
  name: string;
  /** Where it runs; nothing while no node was found for it. */
  node?: string;
  ip?: string;
  /** Whether it runs and says that it is ready. */
  ready: boolean;
  /** Whether it has ended for good, well or badly. */
  over: boolean;
  /** Why no node is found for it, in the scheduler's words. */
  unschedulable?: string;
  containers: Container[];
}
