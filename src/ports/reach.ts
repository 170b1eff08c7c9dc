import type { Cidr } from '../model/cidr.ts';

/** What the workers that live now say they reach of private clusters, in the words of `SLIPWAY_PRIVATE_REACH`. */
export interface ReachStore {
  /** Says it for so many milliseconds; said again in time, it stays. */
  publish(places: readonly string[], forMs: number): Promise<void>;
  /** What any worker has said that still holds, each once. */
  published(): Promise<string[]>;
}

/** Who one of our accounts is to Entra; what its token does not say is absent. */
export interface EntraPrincipal {
  objectId?: string;
  tenantId?: string;
}

/** Who and where Slipway is to the API servers of the clusters that it makes. */
export interface Standpoint {
  /** Who an account is to Entra. */
  principal(account: string): Promise<EntraPrincipal>;
  /** What workers reach of private clusters. */
  reach(): Promise<string[]>;
  /** The public addresses from which workers come; empty if they are not declared. */
  readonly egress: readonly Cidr[];
}
