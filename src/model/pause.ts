import { type Static, Type } from 'typebox';
import type { Cluster } from './cluster.ts';
import { type Job, jobKinds } from './job.ts';
import { regionPattern, subscriptionPattern } from './order.ts';
import { tenantPattern } from './principal.ts';

const closed = { additionalProperties: false } as const;

/** What a pause is about; every member that is given must fit. */
const PauseMatchSchema = Type.Object(
  {
    kind: Type.Optional(Type.Enum([...jobKinds], { description: 'A retry is of the kind of what it goes on with' })),
    tenant: Type.Optional(Type.String({ pattern: tenantPattern.source })),
    subscription: Type.Optional(Type.String({ pattern: subscriptionPattern })),
    region: Type.Optional(Type.String({ pattern: regionPattern })),
  },
  closed,
);
export type PauseMatch = Static<typeof PauseMatchSchema>;

export const pausables = ['acceptance', 'work'] as const;

/** What makes a pause. */
export const PauseOrderSchema = Type.Object(
  {
    what: Type.Enum([...pausables], { description: '`acceptance`: new orders are refused; `work`: jobs are held' }),
    match: Type.Optional(PauseMatchSchema),
    message: Type.String({ pattern: '\\S', maxLength: 300, description: 'Shown to callers, with their jobs too' }),
  },
  {
    ...closed,
    examples: [{ what: 'work', match: { region: 'westeurope' }, message: 'Azure is down in West Europe.' }],
  },
);
export type PauseOrder = Static<typeof PauseOrderSchema>;

/** An operator's order to stop taking on work, or doing it, until it is taken back. */
export const PauseSchema = Type.Object({
  id: Type.String(),
  what: PauseOrderSchema.properties.what,
  match: PauseMatchSchema,
  message: PauseOrderSchema.properties.message,
  by: Type.String(),
  createdAt: Type.String(),
});
export type Pause = Static<typeof PauseSchema>;

type Work = { job: Pick<Job, 'operation' | 'tenant'>; cluster: Pick<Cluster, 'order'> };

/** The first pause by which the job is to be held. */
export function pauseOfWork(pauses: readonly Pause[], work: Work): Pause | undefined {
  return pauses.find(({ what, match }) => what === 'work' && fits(match, work));
}

/**
 * The first pause by which the job is not to be accepted. A delete gives back what costs money, so it is refused only
 * by a pause that names it, or that is about everything.
 */
export function pauseOfAcceptance(pauses: readonly Pause[], work: Work): Pause | undefined {
  const isDelete = work.job.operation === 'cluster.delete';
  return pauses.find(({ what, match }) => {
    if (what !== 'acceptance' || !fits(match, work)) return false;
    return !isDelete || match.kind !== undefined || Object.keys(match).length === 0;
  });
}

function fits({ kind, tenant, subscription, region }: PauseMatch, { job, cluster: { order } }: Work): boolean {
  return (
    (kind === undefined || kind === job.operation) &&
    (tenant === undefined || tenant === job.tenant) &&
    (subscription === undefined || subscription.toLowerCase() === order.subscriptionId.toLowerCase()) &&
    (region === undefined || region === order.location)
  );
}
