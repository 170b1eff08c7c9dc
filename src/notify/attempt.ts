import type { Delivery, DeliveryRecord } from '../model/delivery.ts';
import type { EndpointRecord } from '../model/endpoint.ts';
import type { Clock, Ids, Log, Sent, WebhookSender, WebhookStore } from '../ports.ts';
import { disable } from './disable.ts';
import { post } from './post.ts';
import { defaultSchedule, waitAfter } from './schedule.ts';
import { describe, judge, type Verdict } from './verdict.ts';

export interface AttemptDeps {
  store: WebhookStore;
  sender: Pick<WebhookSender, 'send'>;
  clock: Clock;
  ids: Pick<Ids, 'random'>;
  log: Log;
  /** Aborted when the worker has to end: what is under way is then left to another, which sends it anew. */
  stopping: AbortSignal;
  /** How long a claim lasts, and how often it is renewed, in milliseconds. */
  lease: { durationMs: number; renewMs: number };
  /** The wait before each attempt, in milliseconds; its length is the number of attempts. */
  schedule?: readonly number[];
}

/** Clocks differ a little between the host that set the alarm and the one that hears it. */
const earlyMs = 500;

type Ending = Exclude<Delivery['status'], 'pending'>;
interface Decision {
  status: Delivery['status'];
  dueAt: number | undefined;
}

/**
 * Makes one attempt at a delivery and says when the next is due. The attempt is counted before it is made, so that one
 * which kills its worker is not made for ever; one that a worker puts down because it has to end does not count. A worker that froze and thaws is told `lost` and changes nothing.
 */
export function attempt(deps: AttemptDeps): (id: string) => Promise<{ dueAt: number; wake: number } | undefined> {
  const { store, clock, log, lease, schedule = defaultSchedule } = deps;
  const send = post(deps);

  return async (id) => {
    const now = clock.now();
    const claimed = await store.claimDelivery(id, now + earlyMs, now + lease.durationMs);
    if (typeof claimed === 'string') return undefined;
    const { record, endpoint, epoch } = claimed;
    const open = endpoint?.endpoint.status === 'enabled' ? endpoint : undefined;
    const counted = epoch - interruptions(record);
    if (!open || counted > schedule.length) {
      await end(claimed, open ? 'exhausted' : 'dropped');
      return undefined;
    }

    const stopRenewing = clock.every(lease.renewMs, () => void renew(id, epoch));
    const { sent, startedAt, durationMs } = await send(open, record, epoch, deps.stopping).finally(stopRenewing);
    const finishedAt = clock.now();
    const verdict = judge(sent, finishedAt);
    if ('silence' in verdict && verdict.silence) await disable(deps, open, verdict.silence);
    const decision = decide(verdict, counted, finishedAt);
    const tried = { number: epoch, at: new Date(startedAt).toISOString(), durationMs, ...describe(sent) };
    const saved = await store.saveDelivery(id, epoch, settle(record, decision, finishedAt, tried), decision.dueAt);
    tell(open, record, { attempt: epoch, durationMs, sent, decision, lost: saved === 'lost' });
    return saved === 'lost' || decision.dueAt === undefined ? undefined : { dueAt: decision.dueAt, wake: saved.wake };
  };

  async function renew(id: string, epoch: number): Promise<void> {
    try {
      await store.renewDelivery(id, epoch, clock.now() + lease.durationMs);
    } catch (err) {
      log.warn({ delivery: id, err }, 'the lease could not be renewed');
    }
  }

  function decide(verdict: Verdict, number: number, at: number): Decision {
    if (verdict.type === 'gone') return { status: 'dropped', dueAt: undefined };
    if (verdict.type === 'anew') return { status: 'pending', dueAt: at };
    if (verdict.type !== 'retry') return { status: verdict.type, dueAt: undefined };
    const wait = waitAfter(schedule, number, deps.ids.random());
    if (wait === undefined) return { status: 'exhausted', dueAt: undefined };
    return { status: 'pending', dueAt: at + Math.max(wait, verdict.notBeforeMs) };
  }

  /** Ends a delivery without sending anything. */
  async function end({ record, epoch }: { record: DeliveryRecord; epoch: number }, status: Ending): Promise<void> {
    const { delivery, tenant } = record;
    const saved = await store.saveDelivery(
      delivery.id,
      epoch,
      settle(record, { status, dueAt: undefined }, clock.now()),
      undefined,
    );
    if (saved !== 'lost') log.info({ ...idsOf(delivery, tenant), result: status }, 'webhook delivery ended unsent');
  }

  function tell(
    { endpoint }: EndpointRecord,
    { delivery, tenant }: DeliveryRecord,
    it: { attempt: number; durationMs: number; sent: Sent; decision: Decision; lost: boolean },
  ): void {
    const fields = {
      ...idsOf(delivery, tenant),
      host: URL.parse(endpoint.url)?.host,
      attempt: it.attempt,
      durationMs: it.durationMs,
      ...outcomeOf(it.sent),
      result: it.lost ? 'lost' : it.decision.status,
      ...(it.decision.dueAt === undefined ? {} : { next: new Date(it.decision.dueAt).toISOString() }),
    };
    if (it.sent.type === 'blocked' || it.decision.status === 'exhausted') log.warn(fields, 'webhook attempt');
    else log.info(fields, 'webhook attempt');
  }
}

/** Attempts that a restart of ours cut off: nobody's fault, so they are shown and do not count. */
function interruptions({ delivery }: DeliveryRecord): number {
  return delivery.attempts.filter(({ error }) => error === 'interrupted').length;
}

function idsOf({ id, eventId, eventType, endpointId, jobId }: Delivery, tenant: string) {
  return {
    delivery: id,
    event: eventId,
    eventType,
    endpoint: endpointId,
    ...(jobId ? { job: jobId } : {}),
    tenant,
  };
}

/** What the log says of an answer: its body and where it points are the receiver's, and belong in the delivery log. */
function outcomeOf(sent: Sent) {
  if (sent.type === 'answered') return { status: sent.status };
  const { type: _, ...outcome } = sent;
  return outcome;
}

/** The delivery after a decision, with the attempt that led to it. */
function settle(record: DeliveryRecord, { status, dueAt }: Decision, at: number, tried?: Delivery['attempts'][number]) {
  const { nextAttemptAt: _, ...rest } = record.delivery;
  const when =
    dueAt === undefined ? { finishedAt: new Date(at).toISOString() } : { nextAttemptAt: new Date(dueAt).toISOString() };
  const attempts = tried ? [...rest.attempts, tried] : rest.attempts;
  return { ...record, delivery: { ...rest, status, ...when, attempts } };
}
