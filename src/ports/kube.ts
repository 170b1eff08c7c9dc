import type { Node } from '../model/cluster.ts';
import type { NodeTrouble, PodTrouble } from '../model/diagnosis.ts';
import type { KubeTarget } from '../model/kube-target.ts';
import type { Manifest, Pod } from './pods.ts';

export type { KubeTarget };

/** How many pods of a DaemonSet or Deployment there are to be, and are: of the present template only. */
export interface Workload {
  desired: number;
  ready: number;
  available: number;
}

/** Names a custom resource: `operator.tigera.io/v1`, `tigerastatuses`, `calico`. */
export interface CustomResource {
  apiVersion: string;
  /** The plural of its kind. */
  resource: string;
  namespace?: string;
  name: string;
}

/**
 * The cluster's API server. Throws `ProblemError`: `cluster-unreachable` while it does not answer,
 * `cluster-access-denied` when it does not let our Entra principal in.
 */
export interface Kube {
  /** `v1.35.2` */
  version(target: KubeTarget): Promise<string>;
  nodes(target: KubeTarget): Promise<Node[]>;
  daemonSet(target: KubeTarget, namespace: string, name: string): Promise<Workload | undefined>;
  deployment(target: KubeTarget, namespace: string, name: string): Promise<Workload | undefined>;
  /** The `status` of a custom resource; nothing while it, or its kind, is not there. */
  customStatus(target: KubeTarget, wanted: CustomResource): Promise<Record<string, unknown> | undefined>;
  /** The nodes and pods that are not as they should be. */
  troubles(target: KubeTarget): Promise<{ nodes: NodeTrouble[]; pods: PodTrouble[] }>;
  /** Creates or updates custom resource definitions. @returns the names of those that are not served yet */
  applyDefinitions(target: KubeTarget, definitions: object[]): Promise<string[]>;
  /** Puts the installation's pull secret under this name into a namespace, and makes the namespace if need be. */
  putPullSecret(target: KubeTarget, namespace: string, name: string): Promise<void>;
  /**
   * Makes what is not there yet, in this order; what is there stays as it is.
   * @throws `cluster-refused` if the API server, or a policy in it, does not want one of them
   */
  create(target: KubeTarget, manifests: Manifest[]): Promise<void>;
  pods(target: KubeTarget, namespace: string): Promise<Pod[]>;
  /** The ClusterIP of a Service. */
  serviceIP(target: KubeTarget, namespace: string, name: string): Promise<string | undefined>;
  /** The names of the namespaces with this label. */
  namespaces(target: KubeTarget, label: string): Promise<string[]>;
  /** Has a namespace go, with all that is in it; does not wait until it has. One that is not there is gone. */
  deleteNamespace(target: KubeTarget, name: string): Promise<void>;
  /** The kubeconfig to hand to the caller: with the admin credential, or for kubelogin; never with a token of ours. */
  kubeconfig(target: KubeTarget): Promise<string>;
}
