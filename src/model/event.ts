import { type Static, Type } from 'typebox';
import { LabelsSchema, MetadataSchema, TicketSchema } from './order.ts';

/** Every kind of event, and what it means. Subscriptions name these, or a prefix of them as `job.*`. */
export const eventTypes = {
  'job.accepted': 'An order was accepted and stored.',
  'job.started': 'A worker began the first step.',
  'job.phase_changed': 'The job went on to another step. Only for those who subscribe to it by name.',
  'job.succeeded': 'The job ended well.',
  'job.failed': 'The job failed; `data.job.error` says why and who has to act.',
  'job.canceled': 'The job was canceled, or a delete took its place.',
  'cluster.provisioned': 'The cluster exists and is as ready as was ordered.',
  'cluster.provisioning_failed': 'The cluster could not be made as ordered.',
  'cluster.cni_changed': 'The CNI of the cluster was installed or changed, and is as ready as was ordered.',
  'cluster.deleted': 'The cluster is gone.',
  ping: 'A test sent on request; nothing happened.',
} as const;
export type EventType = keyof typeof eventTypes;
export const EventTypeSchema = Type.Enum(Object.keys(eventTypes) as [EventType, ...EventType[]]);

/** An immutable fact, frozen when it is made: what webhooks carry and `GET /v1/jobs/{id}/events` lists. */
export const EventSchema = Type.Object({
  id: Type.String(),
  type: EventTypeSchema,
  timestamp: Type.String({ description: 'When it happened, ISO 8601' }),
  schemaVersion: Type.Literal('1'),
  sequence: Type.String({ description: 'Zero-padded, increasing within a job; ignore a lower one that comes later' }),
  data: Type.Object({
    job: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    cluster: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    ticket: Type.Union([TicketSchema, Type.Null()]),
    labels: LabelsSchema,
    metadata: MetadataSchema,
    requestedBy: Type.String(),
    summary: Type.Object({ text: Type.String(), markdown: Type.String() }),
    links: Type.Record(Type.String(), Type.String()),
  }),
  traceparent: Type.Optional(Type.String({ description: 'Trace Context of the request that began it all' })),
  truncated: Type.Optional(
    Type.Boolean({ description: 'Parts of `data` were left out to keep the body under 64 KiB' }),
  ),
});
export type SlipwayEvent = Static<typeof EventSchema>;

/** Whether this is something an endpoint can subscribe to: a type, `*`, or a family of types such as `job.*`. */
export function isSubscription(text: string): boolean {
  const types = Object.keys(eventTypes);
  if (text === '*' || types.includes(text)) return true;
  return text.endsWith('.*') && types.some((type) => type.startsWith(text.slice(0, -1)));
}

/** Too frequent for those who want to hear how things end. */
const onlyByName: EventType[] = ['job.phase_changed'];

/** Whether a subscription such as `job.*`, `job.failed` or `*` covers an event type. */
export function covers(subscription: string, type: EventType): boolean {
  if (subscription === type) return true;
  return subscription.endsWith('*') && type.startsWith(subscription.slice(0, -1)) && !onlyByName.includes(type);
}
