/** Everything the core asks of the outside world. Adapters implement it; `app/` joins the two. */

export type * from './ports/arm.ts';
export type * from './ports/arm-body.ts';
export type * from './ports/arm-scope.ts';
export type * from './ports/base.ts';
export type * from './ports/budgets.ts';
export type * from './ports/durability.ts';
export type * from './ports/facts.ts';
export type * from './ports/helm.ts';
export type * from './ports/installation.ts';
export type * from './ports/jobs.ts';
export type * from './ports/keys.ts';
export type * from './ports/kube.ts';
export type * from './ports/network.ts';
export type * from './ports/operator.ts';
export type * from './ports/origins.ts';
export type * from './ports/pauses.ts';
export type * from './ports/pods.ts';
export type * from './ports/reach.ts';
export type * from './ports/steps.ts';
export type * from './ports/subscription.ts';
export type * from './ports/webhooks.ts';
