/** What kind of thing went wrong: the request, the platform it runs on, room in Azure, Azure for a while, or Slipway. */
export type ProblemClass = 'caller' | 'platform' | 'azure-capacity' | 'azure-transient' | 'internal';
/** Whether the same request may succeed: at once, once something is mended, or never. */
export type Retryable = 'now' | 'after-fix' | 'never';
/**
 * Whose turn it is. `caller`: whoever ordered. `platform`: whoever runs the Azure subscription, its network, rights and
 * quotas. `operator`: whoever runs Slipway. `azure`: Microsoft; wait, and if it lasts, open a support request.
 */
export const actionByWhom = ['caller', 'platform', 'operator', 'azure'] as const;
export type ActionBy = (typeof actionByWhom)[number];

export interface CatalogueEntry {
  status: number;
  title: string;
  class: ProblemClass;
  retryable: Retryable;
  actionBy: ActionBy;
  /** What mends it, in a sentence or two; a single occurrence may know better. */
  remedy: string;
}

type Change = Partial<Pick<CatalogueEntry, 'class' | 'retryable' | 'actionBy'>>;

/** Something about the request, or the order. */
export function caller(status: number, title: string, remedy: string, change: Change = {}): CatalogueEntry {
  return { status, title, class: 'caller', retryable: 'after-fix', actionBy: 'caller', remedy, ...change };
}

/** Something about the subscription, its network and rights, or the installation. */
export function platform(status: number, title: string, remedy: string, change: Change = {}): CatalogueEntry {
  return { status, title, class: 'platform', retryable: 'after-fix', actionBy: 'platform', remedy, ...change };
}

/** Azure has not enough of something. */
export function capacity(status: number, title: string, remedy: string, change: Change = {}): CatalogueEntry {
  return { status, title, class: 'azure-capacity', retryable: 'after-fix', actionBy: 'caller', remedy, ...change };
}

/** Azure, for a while. */
export function transient(status: number, title: string, remedy: string, change: Change = {}): CatalogueEntry {
  return { status, title, class: 'azure-transient', retryable: 'now', actionBy: 'azure', remedy, ...change };
}

/** A fault of Slipway's, or of what it runs on. */
export function internal(status: number, title: string, remedy: string): CatalogueEntry {
  return { status, title, class: 'internal', retryable: 'now', actionBy: 'operator', remedy };
}
