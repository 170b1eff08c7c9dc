import type { Activity } from '../model/diagnosis.ts';
import type { Problem } from '../model/problem.ts';
import type { MaintenanceWindow } from '../model/upkeep.ts';
import type { ArmClusterBody } from './arm-body.ts';
import type { ArmScope } from './arm-scope.ts';
import type { NetworkReads } from './network.ts';
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

/** A version of Kubernetes that a region offers. */
export interface OfferedVersion {
  version: string;
  isDefault: boolean;
  isPreview: boolean;
  /** Only long-term support is left for it, which tier Premium has. */
  longTermOnly?: true;
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
  /**
   * ARM ids of what is inside the group; of a long list those of the first page that has any.
   * @throws ProblemError `azure-unavailable` when none has been seen and the list is not at its end
   */
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
   * Creates the cluster with `If-None-Match: *`, sending the body as it is; or, with an ETag, sends the create of the
   * cluster that bears it once more, which AKS takes as an order to mend it.
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
