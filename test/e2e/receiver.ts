import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Webhook } from 'standardwebhooks';
import type { SlipwayEvent } from '../../src/model/event.ts';
import { until } from './until.ts';

export interface Received {
  event: SlipwayEvent;
  headers: IncomingHttpHeaders;
  /** The raw bytes. */
  body: string;
}

/** Says how a webhook with this id is met: answered, refused unread, or taken with the answer lost. */
export type Mood = (webhookId: string) => 'answer' | 'refuse' | 'cut';

/** A subscriber as customers write it: every body is verified with a library that is not ours before it is read. */
export interface Receiver extends AsyncDisposable {
  url: string;
  /** The secret of an endpoint that was registered for this receiver; there may be several. */
  trust(secret: string): void;
  received: Received[];
  /** What did not verify, and why. */
  refused: string[];
  /** The events of a job, in the order of their arrival. */
  of(jobId: string): SlipwayEvent[];
  /** Waits until events of these types have come for the job. */
  arrived(jobId: string, ...types: SlipwayEvent['type'][]): Promise<void>;
}

export async function startReceiver(mood: Mood = () => 'answer'): Promise<Receiver> {
  const trusted: Webhook[] = [];
  const received: Received[] = [];
  const refused: string[] = [];
  function verify(body: string, headers: Record<string, string>): SlipwayEvent {
    let why: unknown = new Error('a webhook before its secret was known');
    for (const webhook of trusted) {
      try {
        return webhook.verify(body, headers) as SlipwayEvent;
      } catch (error) {
        why = error;
      }
    }
    throw why;
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const met = mood(`${request.headers['webhook-id']}`);
    if (met === 'refuse') return void response.writeHead(503).end();
    try {
      const event = verify(body, request.headers as Record<string, string>);
      received.push({ event, headers: request.headers, body });
      if (met === 'cut') request.socket.destroy();
      else response.writeHead(204).end();
    } catch (error) {
      refused.push(`${error}: ${body}`);
      response.writeHead(401).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');

  const of = (jobId: string) => received.map(({ event }) => event).filter((event) => event.data.job?.['id'] === jobId);
  return {
    url: `http://127.0.0.1:${address.port}/slipway`,
    trust(secret) {
      trusted.push(new Webhook(secret));
    },
    received,
    refused,
    of,
    async arrived(jobId, ...types) {
      await until(
        `webhooks ${types.join(', ')} of ${jobId}`,
        () => of(jobId).map(({ type }) => type),
        (seen) => types.every((type) => seen.includes(type)),
      );
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
