import type { EndpointRecord } from '../../../src/model/endpoint.ts';
import type { SlipwayEvent } from '../../../src/model/event.ts';
import { attempt } from '../../../src/notify/attempt.ts';
import { fanOut } from '../../../src/notify/fan-out.ts';
import type { Sent } from '../../../src/ports.ts';
import { createMemoryWebhookStore } from '../../fakes/memory-webhook-store.ts';
import { sampleEndpoint, sampleEvent, tenant } from '../../fakes/webhook-samples.ts';

export type Line = Record<string, unknown> & { level: string; message: string };
export type Request = { url: string; headers: Record<string, string>; body: string };

export const ok: Sent = { type: 'answered', status: 200, body: 'thanks' };

/** The core of webhooks on fakes: a clock that is set by hand, a receiver that answers as told. */
export function createWorld(options: { schedule?: number[]; random?: number } = {}) {
  const world = {
    now: Date.parse('2026-11-22T21:18:50.000Z'),
    store: createMemoryWebhookStore(),
    requests: [] as Request[],
    hints: [] as { id: string; wake: number; dueAt: number }[],
    lines: [] as Line[],
    /** What the clock would call from time to time. */
    ticks: new Set<() => void>(),
    /** What the receiver does with the next request. */
    answer: (_request: Request): Sent | Promise<Sent> => ok,
  };
  const write = (level: string) => (fields: object, message: string) => {
    world.lines.push({ ...fields, level, message });
  };
  const deps = {
    store: world.store,
    clock: {
      now: () => world.now,
      every(_ms: number, tick: () => void) {
        world.ticks.add(tick);
        return () => world.ticks.delete(tick);
      },
    },
    stopping: new AbortController().signal,
    lease: { durationMs: 12_000, renewMs: 4_000 },
    ids: { random: () => options.random ?? 0.5 },
    log: { info: write('info'), warn: write('warn'), error: write('error') },
    sender: {
      async send(request: Request) {
        world.requests.push(request);
        return world.answer(request);
      },
    },
    wakeUps: {
      async delivery(id: string, wake: number, dueAt: number) {
        world.hints.push({ id, wake, dueAt });
      },
      async event() {},
    },
  };
  return Object.assign(world, {
    deps,
    fanOut: fanOut(deps),
    attempt: attempt({ ...deps, ...(options.schedule ? { schedule: options.schedule } : {}) }),
    async subscribe(changes: Partial<EndpointRecord['endpoint']> = {}) {
      const record = sampleEndpoint(changes);
      await world.store.createEndpoint(record, 100);
      return record;
    },
    /** Puts an event into the outbox. */
    async happen(changes: Partial<SlipwayEvent> = {}) {
      const event = sampleEvent(changes);
      await world.store.putEvent(tenant, event, world.now);
      return event;
    },
    async delivery(id: string) {
      const record = await world.store.delivery(tenant, id);
      if (!record) throw new Error(`no delivery ${id}`);
      return record.delivery;
    },
    /** One delivery, due now, to an endpoint that wants everything. */
    async owe() {
      const endpoint = await this.subscribe();
      const event = await this.happen();
      await this.fanOut(event.id);
      const id = world.hints.at(-1)?.id ?? '';
      return { id, endpoint, event };
    },
  });
}
