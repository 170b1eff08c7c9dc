import type { IncomingMessage, ServerResponse } from 'node:http';
import { createChannel, createSession } from 'better-sse';

const EVERY_MS = 1000;

/**
 * Sends a part of a page to all who have it open, whenever it has changed, as server-sent events. While nobody looks
 * nothing is done.
 */
export function createLive(render: () => string) {
  const channel = createChannel();
  let shown = '';
  let timer: NodeJS.Timeout | undefined;

  function send(): void {
    const part = render();
    if (part !== shown) channel.broadcast(part, 'message');
    shown = part;
  }
  channel.on('session-deregistered', () => {
    if (channel.sessionCount > 0) return;
    clearInterval(timer);
    timer = undefined;
  });

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const session = await createSession(request, response);
    session.push(render(), 'message');
    channel.register(session);
    timer ??= setInterval(send, EVERY_MS).unref();
  };
}
