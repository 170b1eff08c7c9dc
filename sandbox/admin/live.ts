import type { IncomingMessage, ServerResponse } from 'node:http';
import { createChannel, createSession } from 'better-sse';

const EVERY_MS = 1000;
/** Of what a page has not read; one that sleeps is cut off, and asks again when it wakes. */
const MOST_UNREAD_BYTES = 1_000_000;

/**
 * Sends the parts of a page to all who have it open, each whenever it has changed, as server-sent events. While nobody
 * looks nothing is done.
 */
export function createLive(render: () => Record<string, string>) {
  const channel = createChannel();
  const responses = new Set<ServerResponse>();
  let shown: Record<string, string> = {};
  let timer: NodeJS.Timeout | undefined;

  function send(): void {
    for (const response of responses) if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    const parts = render();
    const changed = Object.entries(parts).filter(([id, part]) => shown[id] !== part);
    if (changed.length > 0) channel.broadcast(Object.fromEntries(changed), 'message');
    shown = parts;
  }
  channel.on('session-deregistered', () => {
    if (channel.sessionCount > 0) return;
    clearInterval(timer);
    timer = undefined;
  });

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const session = await createSession(request, response);
    const parts = render();
    // The others may not have been sent what this one has.
    if (timer === undefined) shown = parts;
    session.push(parts, 'message');
    channel.register(session);
    responses.add(response);
    response.once('close', () => responses.delete(response));
    timer ??= setInterval(send, EVERY_MS).unref();
  };
}
