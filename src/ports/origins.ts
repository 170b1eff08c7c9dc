import type { Chart } from './helm.ts';

/** What a source of charts or images says when it is asked. */
export type OriginAnswer =
  | { type: 'there'; fact: string }
  /** It answers, and does not have it. */
  | { type: 'absent'; fact: string }
  /** Nobody is there: the name is not known, or nobody listens. */
  | { type: 'silent'; fact: string }
  /** It takes too long, is overloaded, or wants a credential: that does not tell. */
  | { type: 'unclear'; fact: string }
  /** Slipway does not go there: the administrator's rules on addresses. */
  | { type: 'forbidden'; fact: string };

/** Where charts and images come from. Each question is asked once and given up after seconds; nothing is thrown. */
export interface Origins {
  /** @param theirs whether the address is the caller's: then the rules on destinations hold for it */
  chart(chart: Chart, theirs: boolean): Promise<OriginAnswer>;
  /** Whether a registry of images answers at this host: `quay.io`. */
  registry(host: string): Promise<OriginAnswer>;
}
