import { setTimeout as pause } from 'node:timers/promises';
import { isTerminal } from '../../src/model/job.ts';
import { type JobView, orderOf } from '../e2e/client.ts';
import type { Caller, Callers } from './caller.ts';
import type { Book } from './ledger.ts';
import type { OrderPlan } from './script.ts';

const pollEveryMs = 1_500;

/** The callers of these orders. Each goes on following its jobs until they have ended or `over` fires. */
export async function runTraffic(orders: OrderPlan[], callers: Callers, book: Book, over: AbortSignal): Promise<void> {
  await Promise.all(orders.map((order) => placeOrder(order, callers[order.tenant], book, over)));
}

async function placeOrder(order: OrderPlan, caller: Caller, book: Book, over: AbortSignal): Promise<void> {
  const rest = (ms: number) => pause(ms, undefined, { signal: over }).catch(() => {});
  const { name } = order;
  const post = (key: string, api: number, more: object = {}) => {
    book.counts.posted += 1;
    return caller.insist<JobView & { code?: string }>('POST', '/v1/clusters', { body: bodyOf(order, more), key, api });
  };
  /** Enters the answer. @returns the job of a 202 */
  const enter = (key: string, answer: Awaited<ReturnType<typeof post>>): JobView | undefined => {
    if (!answer) return undefined;
    if (answer.status !== 202) return void book.refused(key, answer.body.code ?? `${answer.status}`);
    book.accepted(key, order, answer.body);
    return answer.body;
  };

  await rest(order.at);
  const job = enter(name, await post(name, order.api));
  if (!job) return;
  book.counts.accepted += 1;
  const ended = follow(name, job.id, caller, book, over);

  async function sendAgain(after: number) {
    await rest(after);
    enter(name, await post(name, order.api + 1));
  }
  async function sendRival(after: number) {
    await rest(after);
    const key = `${name}-rival`;
    // A group of its own, so that a create of its own would have an ARM id of its own.
    const rival = enter(key, await post(key, order.api + 1, { resourceGroup: { name: `rg-${key}`, create: true } }));
    if (rival) await follow(key, rival.id, caller, book, over);
  }
  async function goOn({ verb, after, ms }: NonNullable<OrderPlan['next']>, { id, clusterId }: JobView) {
    if (after === 'ended') await ended;
    await rest(ms);
    const key = `${name}-${verb}`;
    if (verb === 'cancel') {
      const answer = await caller.insist('POST', `/v1/jobs/${id}/cancel`, { api: order.api + 1 });
      if (answer?.status === 202) book.canceled.add(id);
      return;
    }
    const [method, path] =
      verb === 'delete' ? ['DELETE', `/v1/clusters/${clusterId}`] : ['POST', `/v1/jobs/${id}/retry`];
    const answer = await caller.insist<JobView & { code?: string }>(method, path, { key, api: order.api + 1 });
    // 204: a create that had failed and left nothing is gone already.
    if (answer?.status === 204) return;
    const accepted = enter(key, answer);
    if (accepted) await follow(key, accepted.id, caller, book, over);
  }
  await Promise.all([
    ended,
    order.againAfter === undefined ? undefined : sendAgain(order.againAfter),
    order.rivalAfter === undefined ? undefined : sendRival(order.rivalAfter),
    order.next ? goOn(order.next, job) : undefined,
  ]);
}

/** Polls as a caller does, and notes what it sees. */
async function follow(name: string, jobId: string, caller: Caller, book: Book, over: AbortSignal): Promise<void> {
  for (let api = 0; !over.aborted; api += 1) {
    const answer = await caller.insist<JobView>('GET', `/v1/jobs/${jobId}`, { api });
    if (answer?.status === 200) book.saw(name, answer.body);
    if (answer?.status === 200 && isTerminal(answer.body.status)) return;
    await pause(pollEveryMs, undefined, { signal: over }).catch(() => {});
  }
}

function bodyOf(order: OrderPlan, more: object) {
  const { name, plugin, onFailure, fault } = order;
  const tags = fault ? { tags: { 'sandbox-fault': fault } } : {};
  return orderOf(name, { cni: { plugin }, onFailure, ...tags, ...more });
}
