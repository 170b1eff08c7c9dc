import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { type EventType, eventTypes } from '../../../model/event.ts';
import type { HttpContext } from '../context.ts';

type Document = NonNullable<FastifyDynamicSwaggerOptions['openapi']>;

const description = `Order AKS clusters without a pre-installed CNI, install the CNI you choose, hear when pods can run.

Every order is a job. Poll it at \`Operation-Location\`, or subscribe to webhooks. Every error is a problem (RFC 9457).`;

/** The parts of the API description that belong to no route. */
export function document({ publicUrl, version }: Pick<HttpContext, 'publicUrl' | 'version'>): Document {
  return {
    openapi: '3.1.0',
    info: { title: 'Slipway', version, description, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: publicUrl }],
    tags: [
      { name: 'clusters', description: 'AKS clusters, and what is inside' },
      { name: 'jobs', description: 'Accepted work and how it goes' },
      { name: 'webhooks', description: 'Who is told, and what they were told' },
      { name: 'operator', description: 'Across tenants, for whoever runs Slipway' },
      { name: 'catalogue', description: 'What can be ordered, subscribed to and gone wrong' },
      { name: 'service', description: 'For probes' },
    ],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        basic: { type: 'http', scheme: 'basic', description: 'The API key as the password; any user name' },
      },
    },
    security: [{ bearer: [] }, { apiKey: [] }, { basic: [] }],
    webhooks: Object.fromEntries(
      Object.entries(eventTypes).map(([type, meaning]) => [type, webhook(type as EventType, meaning)]),
    ),
  };
}

const header = (name: string, text: string) => ({
  name,
  in: 'header' as const,
  required: true,
  description: text,
  schema: { type: 'string' as const },
});

/** What a subscriber receives. */
function webhook(type: EventType, meaning: string) {
  return {
    post: {
      operationId: `on-${type.replaceAll(/[._]/g, '-')}`,
      summary: meaning,
      tags: ['webhooks'],
      security: [],
      parameters: [
        header('webhook-id', 'Id of the event; the same in every attempt'),
        header('webhook-timestamp', 'Seconds since 1970 of this attempt'),
        header('webhook-signature', 'Standard Webhooks v1: HMAC-SHA256 of id, timestamp and body'),
      ],
      requestBody: {
        required: true,
        content: {
          'application/json': {
            schema: {
              allOf: [
                { $ref: '#/components/schemas/Event' },
                { type: 'object' as const, properties: { type: { const: type } } },
              ],
            },
          },
        },
      },
      responses: { '2XX': { description: 'Received. Any other answer, or none within 15 s, is a failed attempt.' } },
    },
  };
}
