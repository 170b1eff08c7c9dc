import type { OfferedVersion } from './arm.ts';
import type { ArmScope } from './arm-scope.ts';
import type { RoleDefinition } from './network.ts';
import type { OriginAnswer } from './origins.ts';
import type { VmSize } from './subscription.ts';

/** What Azure wants asked seldom, and what seldom changes. A new kind is a line here. */
export interface KeptFacts {
  /** The Kubernetes versions of a region. */
  versions: OfferedVersion[];
  /** The sizes of virtual machines of a region. */
  sizes: VmSize[];
  /** A chart that its repository has, by repository, name and version. */
  chart: OriginAnswer;
  /** The registration state of each resource provider. */
  providers: Record<string, string>;
  /** What a role grants, by the id of its definition. */
  role: RoleDefinition;
}
export type FactKind = keyof KeptFacts;

/**
 * Facts of an account and subscription, for all processes; forgotten after an hour. `of` says of what: a region, the id
 * of a role definition; empty for the subscription itself.
 */
export interface FactCache {
  known<Kind extends FactKind>(scope: ArmScope, kind: Kind, of: string): Promise<KeptFacts[Kind] | undefined>;
  remember<Kind extends FactKind>(scope: ArmScope, kind: Kind, of: string, fact: KeptFacts[Kind]): Promise<void>;
}
