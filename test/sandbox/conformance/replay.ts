import type { TestContext } from 'node:test';
import { createManualClock } from '../manual-clock.ts';
import { type Answer, CLIENT, SECRET, start, TENANT } from '../start.ts';
import { NOT_COMPARED } from './differences.ts';
import { type Exchange, loadRecording } from './recording.ts';
import type { Scenario, Unrecorded } from './scenarios.ts';

/** A recorded exchange, and what the sandbox answered when it was played to it. */
export interface Played {
  recording: string;
  /** Its number in the recording, from 0. */
  number: number;
  exchange: Exchange;
  /** What it was asked, with the names that hold here. */
  path: string;
  answer: Answer;
}

/** Longer than any operation takes: what is under way has ended. */
const LONG_MS = 3 * 3600_000;
const ENDED = new Set(['Succeeded', 'Failed', 'Canceled']);

/** Plays the recordings of a scenario to a sandbox of its own; time passes only where the recorded answer tells of an end. */
export async function replay(t: TestContext, { recordings, before, between = {} }: Scenario): Promise<Played[]> {
  const clock = createManualClock();
  const { send } = await start(t, {
    clock,
    directory: {
      tenantId: TENANT,
      principals: [{ clientId: CLIENT, objectId: '33333333-3333-3333-3333-333333333333', secret: SECRET }],
      groups: {},
      subscriptions: [{ id: '00000000-0000-0000-0000-000000000000', displayName: 'Recorded' }],
    },
  });
  const names = createNames();
  const played: Played[] = [];
  let previous: Answer | undefined;

  async function prepare({ method, path, body }: Unrecorded): Promise<void> {
    const made = typeof body === 'function' && previous !== undefined ? body(previous) : body;
    previous = await send(method, path, made);
    if (previous.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(previous.body)}`);
    if (method === 'PUT') clock.advance(LONG_MS);
  }

  for (const one of before) await prepare(one);
  for (const [index, name] of recordings.entries()) {
    for (const [number, exchange] of loadRecording(name).exchanges.entries()) {
      for (const missing of (index === 0 && between[number]) || []) await prepare(missing);
      if (tellsOfAnEnd(exchange)) clock.advance(LONG_MS);
      const { method, path, requestBody } = exchange;
      for (let time = 0; time < (exchange.repeat ?? 1); time += 1) {
        const here = names.here(path);
        const answer = await send(method, here, names.here(requestBody) ?? undefined);
        names.learn(exchange, answer);
        if (isCompared(name, number)) played.push({ recording: name, number, exchange, path: here, answer });
      }
    }
  }
  return played;
}

function isCompared(recording: string, number: number): boolean {
  return !NOT_COMPARED.some(
    ({ recording: name, exchanges: [from, to] }) => name === recording && from <= number && number <= to,
  );
}

/** A read whose recorded answer shows that what was under way is over. */
function tellsOfAnEnd({ method, status, responseBody }: Exchange): boolean {
  if (method !== 'GET') return false;
  const body = (responseBody ?? {}) as { status?: string; properties?: { provisioningState?: string } };
  return responseBody === null || status === 404 || ENDED.has(body.status ?? body.properties?.provisioningState ?? '');
}

/** What Azure chose then and the sandbox chooses otherwise: URLs of operations, versions of Kubernetes. */
function createNames() {
  const here = new Map<string, string>();
  const withoutHost = (url: string) => url.replace(/^https:\/\/[^/]+/, '');

  function translate(value: unknown): unknown {
    if (typeof value === 'string') return here.get(value) ?? value;
    if (Array.isArray(value)) return value.map(translate);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, translate(inner)]));
  }

  return {
    here: translate as <T>(value: T) => T,
    learn({ headers, responseBody }: Exchange, answer: Answer): void {
      for (const header of ['azure-asyncoperation', 'location']) {
        const [recorded, answered] = [headers[header], answer.headers.get(header)];
        if (recorded !== undefined && answered !== null) here.set(withoutHost(recorded), answered);
      }
      const { properties } = (responseBody ?? {}) as { properties?: { kubernetesVersion?: string } };
      const version = answer.at('properties.kubernetesVersion');
      if (properties?.kubernetesVersion !== undefined && typeof version === 'string') {
        here.set(properties.kubernetesVersion, version);
      }
    },
  };
}
