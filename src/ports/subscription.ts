import type { ArmScope } from './arm-scope.ts';

/** A size of virtual machine as a region offers it to a subscription. */
export interface VmSize {
  name: string;
  /** The quota that its vCPUs count against: `standardDSv5Family`. */
  family: string;
  vCPUs: number;
  memoryGB: number;
  /** The region's zones that have it; none where the region has no zones, or the size is in none. */
  zones: string[];
  /** Where the subscription may not have it, and why: `NotAvailableForSubscription`. Without zones: nowhere in the region. */
  restrictions: { reason: string; zones?: string[] }[];
}

/** How much of a quota is taken: `standardDSv5Family`, `cores`, `PublicIPAddresses`. */
export interface Usage {
  name: string;
  used: number;
  limit: number;
}

/** The providers that tell their quotas, each of a region. */
export type QuotaProvider = 'Microsoft.Compute' | 'Microsoft.Network' | 'Microsoft.ContainerService';

/** A management lock; `ReadOnly` lets nothing be made or changed, `CanNotDelete` nothing be deleted. */
export interface Lock {
  name: string;
  level: string;
}

/** What the bearer of a role may do; `notActions` take away from this one alone. */
export interface Permission {
  actions: string[];
  notActions: string[];
}

/** A policy that would deny a resource, as far as it can be told beforehand. */
export interface PolicyDenial {
  assignmentId: string;
  definitionId: string;
  /** What it found wrong, if it says so: `location Equals westeurope`. */
  reason?: string;
}

/** The part of ARM that a subscription's limits, rights and rules are read from. */
export interface ArmSubscription {
  /** The registration state of each resource provider, by namespace in lower case. */
  providers(scope: ArmScope): Promise<Record<string, string>>;
  vmSizes(scope: ArmScope, location: string): Promise<VmSize[]>;
  /** The quotas of a provider in a region; `undefined` where it tells none. */
  usages(scope: ArmScope, provider: QuotaProvider, location: string): Promise<Usage[] | undefined>;
  /** What the account itself may do at the scope `at`, an ARM id: its own roles and those of its groups. */
  permissions(scope: ArmScope, at: string): Promise<Permission[]>;
  /** The locks on a resource group itself; none if there is no such group. */
  locks(scope: ArmScope, group: string): Promise<Lock[]>;
  /**
   * The policies that would deny a resource.
   * @param at the ARM id of the subscription or the group that it would be made in
   * @param resource as AKS would be sent it, with its `type`
   */
  policyDenials(scope: ArmScope, at: string, resource: Record<string, unknown>): Promise<PolicyDenial[]>;
}
