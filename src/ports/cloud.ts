import type { Node } from '../model/cluster.ts';
import type { Activity, NodeTrouble, PodTrouble } from '../model/diagnosis.ts';
import type { KubeTarget } from '../model/kube-target.ts';
import type { Problem } from '../model/problem.ts';
import type { MaintenanceWindow } from '../model/upkeep.ts';
import type { ArmClusterBody } from './arm-body.ts';
import type { ArmScope } from './arm-scope.ts';
import type { NetworkReads } from './network.ts';
import type { Manifest, Pod } from './pods.ts';
import type { ArmSubscription } from './subscription.ts';

export interface ResourceGroup {
  location: string;
  tags: Record<string, string>;
  provisioningState: string;
}

export interface ArmCluster {
  id: string;
  /** Absent while AKS is creating the cluster. */
  etag?: string;
  provisioningState: string;
  tags: Record<string, string>;
  kubernetesVersion?: string;
  fqdn?: string;
  nodeResourceGroup?: string;
  networkPlugin?: string;
  pools: { name: string; count: number; provisioningState?: string }[];
  /** What went wrong last, where AKS keeps that at the cluster itself (`status.provisioningError`). */
  failure?: AzureFailure;
}

/** Something that Azure says has ended badly. */
export interface AzureFailure {
  problem: Problem;
  /**
   * Whether it may pass by itself. `final`: Azure says that it may not, or the cause is clear (quota, policy, …).
   * `retrying`: Azure says that it goes on trying. `propagating`: a right or an identity is wanting, which may have been
   * given a moment ago. `unclear`: Azure says neither.
   */
  outlook: 'final' | 'retrying' | 'propagating' | 'unclear';
}

/** A cluster as a listing shows it, with what its order can be told from. */
export interface ListedCluster extends ArmCluster {
  name: string;
  group: string;
  /** As it came. */
  body: ArmClusterBody;
}

export interface TaggedGroup extends ResourceGroup {
  name: string;
}

/** A page of a listing; `next` leads to the one that follows, and is nothing but that. */
export interface ArmPage<T> {
  items: T[];
  next?: string;
}

/** The channel that a maintenance window is for, by AKS's own name of its configuration. */
export type MaintenanceSchedule = 'aksManagedAutoUpgradeSchedule' | 'aksManagedNodeOSUpgradeSchedule';

/** A saved operation of Azure: an opaque text of some kilobytes. It is signed, so it is no text for a log. */
export type OperationToken = string;

/** What ARM made of a create. */
export type CreateAnswer =
  | { type: 'exists' }
  | { type: 'created'; token?: OperationToken; correlationId?: string }
  | { type: 'propagating'; problem: Problem };

/** How one of Azure's operations stands. */
export type OperationState =
  | { status: 'running'; retryAfterMs?: number }
  | { status: 'succeeded' }
  | ({ status: 'failed' } & AzureFailure)
  | { status: 'canceled' }
  /** ARM does not know it (any more): look at the resource. */
  | { status: 'unknown' };

/**
 * Azure Resource Manager. Every method makes its request once and throws a `ProblemError`: `azure-throttled` with
 * `retryAfterMs` for a 429, a problem with `retryable: 'now'` for what may pass, others for what will not.
 */
export interface Arm extends ArmSubscription, NetworkReads {
  resourceGroup(scope: ArmScope, name: string): Promise<ResourceGroup | undefined>;
  createResourceGroup(scope: ArmScope, name: string, location: string, tags: Record<string, string>): Promise<void>;
  /** Replaces the tags of a group; one that is not there stays away. */
  tagResourceGroup(scope: ArmScope, name: string, tags: Record<string, string>): Promise<void>;
  deleteResourceGroup(scope: ArmScope, name: string): Promise<void>;
  /** ARM ids of what is inside the group. */
  resourcesIn(scope: ArmScope, group: string): Promise<string[]>;
  /** The failures that Azure's activity log has of what is in the group; times in milliseconds. */
  failures(scope: ArmScope, group: string, period: { since: number; until: number }): Promise<Activity[]>;
  /** The versions that the region offers, newest last: `{ version: '1.35.2', isDefault, isPreview }`. */
  kubernetesVersions(scope: ArmScope, location: string): Promise<OfferedVersion[]>;

  /** Every cluster of the subscription, whoever made it. */
  clusters(scope: ArmScope, after?: string): Promise<ArmPage<ListedCluster>>;
  /** The resource groups that bear a tag with this value. */
  taggedGroups(scope: ArmScope, tag: string, value: string, after?: string): Promise<ArmPage<TaggedGroup>>;

  cluster(scope: ArmScope, group: string, name: string): Promise<ArmCluster | undefined>;
  /**
   * Creates the cluster with `If-None-Match: *`, sending the body as it is; or, with an ETag, sends the create of the cluster that bears it once
   * more, which AKS takes as an order to mend it.
   * @returns `exists` on a 412: there is one, or not the one that was looked at; a token if ARM gave an operation to follow;
   * `propagating` if a right or an identity is wanting that may have been given a moment ago: the problem, if it lasts
   */
  createCluster(
    scope: ArmScope,
    group: string,
    name: string,
    body: ArmClusterBody,
    etag?: string,
  ): Promise<CreateAnswer>;
  /** Puts one of the cluster's maintenance configurations, whole. */
  setMaintenanceWindow(
    scope: ArmScope,
    group: string,
    name: string,
    schedule: MaintenanceSchedule,
    window: Required<MaintenanceWindow>,
  ): Promise<void>;
  /**
   * Deletes the cluster that was looked at, and no successor of its name: `etag` is what the look showed.
   * @returns `changed` if it is not at that ETag any more
   */
  deleteCluster(
    scope: ArmScope,
    group: string,
    name: string,
    etag: string | undefined,
  ): Promise<{ type: 'accepted'; token?: OperationToken } | { type: 'changed' }>;
  /**
   * Replaces the tags of the cluster that was looked at; Azure is at work on it for a while then.
   * @returns `changed` if it is not at that ETag any more
   */
  tagCluster(
    scope: ArmScope,
    group: string,
    name: string,
    tags: Record<string, string>,
    etag: string | undefined,
  ): Promise<'accepted' | 'changed'>;
  /** Asks Azure to end the operation in progress; it may end well all the same. */
  abortCluster(scope: ArmScope, group: string, name: string): Promise<void>;
  /** One poll of one operation. */
  operation(scope: ArmScope, token: OperationToken): Promise<OperationState>;
  /**
   * A kubeconfig of the cluster. The admin's holds a credential: a secret, never stored, never logged. The user's names,
   * where the cluster has an `aadProfile`, the plug-in kubelogin in place of one.
   * @returns `undefined` for the admin's where local accounts are off
   */
  kubeconfig(scope: ArmScope, group: string, name: string, role: 'admin' | 'user'): Promise<string | undefined>;
}
export interface OfferedVersion {
  version: string;
  isDefault: boolean;
  isPreview: boolean;
  /** Only long-term support is left for it, which tier Premium has. */
  longTermOnly?: true;
}

export type { KubeTarget };

/** Who one of our accounts is to Entra; what its token does not say is absent. */
export interface EntraPrincipal {
  objectId?: string;
  tenantId?: string;
}

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

/** A chart of a repository (`https://…`) or registry (`oci://…`). */
export interface Chart {
  repository: string;
  name: string;
  version: string;
  /** `sha256:…` of its archive; where it is known, helm is given nothing else. */
  digest?: string;
}

export interface ChartRelease {
  release: string;
  namespace: string;
  chart: Chart;
  values: Record<string, unknown>;
  /** Where its custom resource definitions are: in the chart's own folder `crds`, or in a chart of nothing else. */
  definitions?: 'own' | Chart;
  /** The name under which the release wants the installation's pull secret in its namespace. */
  pullSecret?: string;
}

export interface Helm {
  /** The custom resource definitions that have to be there before the release. helm itself never upgrades any. */
  definitions(release: ChartRelease, stopping?: AbortSignal): Promise<object[]>;
  /**
   * `helm upgrade --install`, without waiting for anything to become ready. Running it again changes nothing.
   * @returns `pending` if another helm may still be at work on the release; come back after `retryAfterMs`
   */
  upgradeInstall(
    target: KubeTarget,
    release: ChartRelease,
    run: HelmRun,
  ): Promise<{ type: 'deployed'; revision: number } | { type: 'pending'; retryAfterMs: number }>;
}

/** For whom helm is run. */
export interface HelmRun {
  /** The id of the job, noted in the release. */
  job: string;
  /** Whether an earlier attempt of the job may have done it: then what it deployed stays as it is. */
  again: boolean;
  /** When it is aborted, helm is killed, as it is at its time limit. */
  stopping?: AbortSignal;
  /** Asked right before helm acts: whether this worker still holds the job. A late helm would undo a later change. */
  holds?(): boolean;
}

/** ARM counts reads apart from what changes something. */
export type BudgetKind = 'reads' | 'writes';

/** Requests to Azure are budgeted per account and subscription, by all workers together. */
export interface Budgets {
  /** So many slots (1) now (`0`), or how many milliseconds from now this caller's are. */
  reserve(scope: ArmScope, kind: BudgetKind, slots?: number): Promise<number>;
}

/** The gate that a 429 closes for all processes, per account and subscription. */
export interface Gate {
  /** Azure has answered 429: nobody calls before `ms` have passed, and after that one by one. */
  close(scope: ArmScope, ms: number): Promise<void>;
  /** For how many milliseconds it is still closed; `0` if it is open. */
  closedMs(scope: ArmScope): Promise<number>;
}
