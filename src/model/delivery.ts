import { type Static, Type } from 'typebox';
import { EventTypeSchema } from './event.ts';

/** One try of a delivery. */
const DeliveryAttemptSchema = Type.Object({
  number: Type.Integer(),
  at: Type.String(),
  durationMs: Type.Integer(),
  /** HTTP status of the answer, if there was one. */
  status: Type.Optional(Type.Integer()),
  /** `timeout`, `dns_error`, `tls_error`, `connection_refused`, `connection_reset`, `blocked` … */
  error: Type.Optional(Type.String()),
  /** Where a redirect pointed; it is never followed. */
  location: Type.Optional(Type.String()),
  /** The beginning of the answer's body. */
  response: Type.Optional(Type.String()),
});
export type DeliveryAttempt = Static<typeof DeliveryAttemptSchema>;

/** One event owed to one endpoint. */
export const DeliverySchema = Type.Object({
  id: Type.String(),
  endpointId: Type.String(),
  eventId: Type.String(),
  eventType: EventTypeSchema,
  jobId: Type.Optional(Type.String()),
  status: Type.Enum(['pending', 'delivered', 'exhausted', 'blocked', 'dropped']),
  createdAt: Type.String(),
  nextAttemptAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
  attempts: Type.Array(DeliveryAttemptSchema),
});
export type Delivery = Static<typeof DeliverySchema>;

/** A delivery with the bytes that every attempt sends, frozen when the delivery is made. */
export interface DeliveryRecord {
  schema: 1;
  tenant: string;
  delivery: Delivery;
  body: string;
  /** Of the job that caused the event. */
  traceparent?: string;
}
