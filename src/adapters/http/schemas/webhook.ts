import { Type } from 'typebox';
import { DeliverySchema } from '../../../model/delivery.ts';
import { EndpointSchema } from '../../../model/endpoint.ts';
import { EventSchema } from '../../../model/event.ts';
import { ref } from './ref.ts';

const closed = { additionalProperties: false } as const;

/** An event: the body of a webhook, and a line of a job's history. */
export const EventView = Type.Object(EventSchema.properties, { $id: 'Event' });
export const EventListView = Type.Object({ items: Type.Array(ref(EventView)) });

/** A webhook endpoint as callers see it. */
export const EndpointView = Type.Object(EndpointSchema.properties, { $id: 'WebhookEndpoint' });
export const EndpointListView = Type.Object({ items: Type.Array(ref(EndpointView)) });
/** The one answer that shows the secret. */
export const NewEndpointView = Type.Object(
  {
    ...EndpointSchema.properties,
    secret: Type.String({ description: 'Shown this once. Standard Webhooks: `whsec_…`' }),
  },
  { $id: 'NewWebhookEndpoint' },
);

const fields = {
  url: Type.String({ minLength: 1, maxLength: 2048, description: 'https, at an address that the operator allows' }),
  events: Type.Array(Type.String({ maxLength: 64 }), {
    minItems: 1,
    maxItems: 50,
    description: 'Event types, a prefix with a star (`job.*`), or `*`',
  }),
  description: Type.Optional(Type.String({ maxLength: 256 })),
};
/** What makes an endpoint. */
export const EndpointOrder = Type.Object(fields, {
  ...closed,
  examples: [{ url: 'https://tickets.example.com/slipway', events: ['job.*'] }],
});
/** What changes one. */
export const EndpointChange = Type.Object(
  {
    url: Type.Optional(fields.url),
    events: Type.Optional(fields.events),
    description: fields.description,
    status: Type.Optional(EndpointSchema.properties.status),
  },
  { ...closed, minProperties: 1, examples: [{ status: 'enabled' }] },
);

/** What a ping came to. */
export const PingView = Type.Object(
  {
    delivered: Type.Boolean(),
    durationMs: Type.Integer(),
    status: Type.Optional(Type.Integer({ description: "The receiver's status" })),
    error: Type.Optional(Type.String()),
  },
  { $id: 'Ping' },
);

/** One event owed to one endpoint. */
export const DeliveryView = Type.Object(DeliverySchema.properties, { $id: 'Delivery' });
