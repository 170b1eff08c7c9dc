import type { CniOrder, Order } from '../../model/order.ts';
import type { FieldError } from '../../model/problem.ts';

/** An order from which whatever broke the schema has been taken out, so that the rules can speak of the rest. */
export type Draft = Partial<Omit<Order, 'cni' | 'nodePools' | 'network'>> & {
  cni?: Partial<CniOrder>;
  nodePools?: Partial<NonNullable<Order['nodePools']>[number]>[];
  network?: Partial<NonNullable<Order['network']>>;
};

/** One rule that needs no Azure; it reports everything it finds, and nothing of what is missing. */
export type Rule = (draft: Draft) => FieldError[];
