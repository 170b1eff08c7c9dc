import type { ArmScope } from './arm-scope.ts';

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
