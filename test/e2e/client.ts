import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Node } from '../../src/model/cluster.ts';
import type { SlipwayEvent } from '../../src/model/event.ts';
import { isTerminal } from '../../src/model/job.ts';
import type { presentCluster, presentJob } from '../../src/model/view.ts';

export type JobView = ReturnType<typeof presentJob>;
export type ClusterView = ReturnType<typeof presentCluster>;

export interface Answer<Body = unknown> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Asking {
  body?: unknown;
  headers?: Record<string, string>;
  /** Gives up when it fires. */
  signal?: AbortSignal;
}

const patienceMs = 30_000;

/** What a caller of the API does, over HTTP and by nothing else. */
export type Client = ReturnType<typeof createClient>;

export function createClient(base: string, apiKey: string) {
  async function ask<Body = unknown>(method: string, path: string, asking: Asking = {}): Promise<Answer<Body>> {
    const { body, headers = {}, signal } = asking;
    const response = await fetch(new URL(path, base), {
      method,
      headers: { 'x-api-key': apiKey, ...(body ? { 'content-type': 'application/json' } : {}), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? undefined : JSON.parse(text)) as Body,
    };
  }

  /** As a caller is told to: what is put off with 503, as on a machine too busy for Redis to answer in time, is sent again. */
  async function expect<Body>(status: number, method: string, path: string, asking: Asking = {}): Promise<Body> {
    const headers = { ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}), ...asking.headers };
    const last = Date.now() + patienceMs;
    let answer = await ask<Body>(method, path, { ...asking, headers });
    while (answer.status === 503 && Date.now() < last) {
      await pause(1_000 * Number(answer.headers.get('retry-after') ?? 1));
      answer = await ask<Body>(method, path, { ...asking, headers });
    }
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** Reads a job at every change, by long poll, until `holds`. */
  async function follow(jobId: string, holds: (job: JobView) => boolean, seconds = 60): Promise<JobView> {
    const last = Date.now() + seconds * 1_000;
    let seen: JobView | undefined;
    let etag: string | undefined;
    while (Date.now() < last) {
      const headers = etag ? { prefer: 'wait=5', 'if-none-match': etag } : undefined;
      const answer = await ask<JobView>('GET', `/v1/jobs/${jobId}`, headers ? { headers } : {});
      if (answer.status === 304) continue;
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
      if (holds(answer.body)) return answer.body;
      assert.ok(!isTerminal(answer.body.status), `ended before: ${JSON.stringify(answer.body)}`);
      seen = answer.body;
      etag = answer.headers.get('etag') ?? undefined;
    }
    throw new Error(`job ${jobId}: not within ${seconds} s. Last seen: ${JSON.stringify(seen)}`);
  }

  return {
    ask,
    /** Orders a small cluster in a group of its own. */
    order: (name: string, more: object = {}, headers: Record<string, string> = {}) =>
      expect<JobView>(202, 'POST', '/v1/clusters', { body: orderOf(name, more), headers }),
    follow,
    /** Waits in the API until the job has ended. */
    async ended(jobId: string, seconds = 60): Promise<JobView> {
      const last = Date.now() + seconds * 1_000;
      for (;;) {
        const job = await expect<JobView>(200, 'GET', `/v1/jobs/${jobId}`, { headers: { prefer: 'wait=20' } });
        if (isTerminal(job.status)) return job;
        if (Date.now() > last) throw new Error(`not ended within ${seconds} s: ${JSON.stringify(job)}`);
      }
    },
    cluster: (id: string) => expect<ClusterView>(200, 'GET', `/v1/clusters/${id}`),
    nodes: (id: string) =>
      expect<{ source: string; items: Node[]; beforeCni?: Node[] }>(200, 'GET', `/v1/clusters/${id}/nodes`),
    async kubeconfig(id: string): Promise<string> {
      const path = `/v1/clusters/${id}/credentials`;
      return (await expect<{ kubeconfig: string }>(200, 'POST', path)).kubeconfig;
    },
    events: async (jobId: string) =>
      (await expect<{ items: SlipwayEvent[] }>(200, 'GET', `/v1/jobs/${jobId}/events`)).items,
    cancel: (jobId: string) => expect<JobView>(202, 'POST', `/v1/jobs/${jobId}/cancel`),
    remove: (clusterId: string) => expect<JobView>(202, 'DELETE', `/v1/clusters/${clusterId}`),
    register: (url: string, events: string[]) =>
      expect<{ id: string; secret: string }>(201, 'POST', '/v1/webhook-endpoints', { body: { url, events } }),
  };
}

/** A small order: what `npm start` suggests, under another name. */
export function orderOf(name: string, more: object = {}) {
  return {
    name,
    resourceGroup: { name: `rg-${name}`, create: true },
    location: 'westeurope',
    cni: { plugin: 'cilium' },
    ...more,
  };
}

/** Every step of the job with how it ended: `preflight Succeeded`. */
export function stepsOf(job: JobView): string[] {
  return job.steps.filter(({ stage }) => stage === 'main').map(({ name, status }) => `${name} ${status}`);
}
