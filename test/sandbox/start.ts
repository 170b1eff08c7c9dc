import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import tls from 'node:tls';
import { ContainerServiceClient } from '@azure/arm-containerservice';
import { ClientSecretCredential } from '@azure/identity';
import { type Sandbox, type StartOptions, startSandbox } from '../../sandbox/server.ts';
import { versionFor } from '../fakes/arm-versions.ts';
import { createFakeKube } from './fake-kube.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export const TENANT = '11111111-1111-1111-1111-111111111111';
export const CLIENT = '22222222-2222-2222-2222-222222222222';
export const SECRET = 'sandbox-secret';
export const SUBSCRIPTION = '00000000-0000-0000-0000-000000000001';
export const GROUP_PATH = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg1`;
export const CLUSTERS_PATH = `${GROUP_PATH}/providers/Microsoft.ContainerService/managedClusters`;

/** Of Azure's time, between two looks. */
const LOOK_MS = 30_000;

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
  /** What the body holds at a dotted path. */
  at(path: string): unknown;
}

export type TestOptions = StartOptions & { clock?: ManualClock };

/**
 * A sandbox of one test: a folder of its own, a free port. Its time stands still but for what `until` lets pass, so that what
 * is under way stays so however slow the machine is; with a speed it runs by the wall clock, which clients that wait need.
 */
export async function start(t: TestContext, overrides: TestOptions = {}) {
  return startIn(t, mkdtempSync(join(tmpdir(), 'slipway-sandbox-')), overrides);
}

/** In a folder that goes with the test, after the last save. */
export async function startIn(t: TestContext, folder: string, overrides: TestOptions = {}) {
  const fake = createFakeKube();
  const clock = overrides.clock ?? (overrides.speed === undefined ? createManualClock() : undefined);
  const sandbox = await startSandbox({
    port: 0,
    ...(clock ? { clock } : {}),
    durations: 'typical',
    stateFolder: join(folder, 'state'),
    caFile: join(folder, 'ca.pem'),
    kube: fake.kube,
    ...overrides,
  });
  t.after(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  tls.setDefaultCACertificates([...tls.getCACertificates('bundled'), sandbox.caPem]);
  /** Lets so many milliseconds of Azure's time pass, where time stands still. */
  const pass = async (ms: number) => clock?.pass(ms);
  return { ...tools(sandbox, () => pass(LOOK_MS)), sandbox, fake, pass };
}

/** A client of the real SDK, and a plain one that shows status, headers and body. */
function tools(sandbox: Sandbox, look: () => Promise<void>) {
  const credential = new ClientSecretCredential(TENANT, CLIENT, SECRET, {
    authorityHost: sandbox.url,
    disableInstanceDiscovery: true,
  });
  const client = new ContainerServiceClient(credential, SUBSCRIPTION, {
    endpoint: sandbox.url,
    credentials: { scopes: [`${sandbox.url}/.default`] },
    retryOptions: { maxRetries: 0 },
  });

  async function send(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const { token } = await credential.getToken(`${sandbox.url}/.default`);
    return plain(sandbox.url, method, path, body, { authorization: `Bearer ${token}`, ...headers });
  }

  /** Reads until the predicate holds, throttled reads aside; the test runner's own time-out ends a wait in vain. */
  async function until(path: string, holds: (answer: Answer) => boolean): Promise<Answer> {
    for (;;) {
      const answer = await send('GET', path);
      if (answer.status !== 429 && holds(answer)) return answer;
      await look();
    }
  }
  return { credential, client, send, until };
}

/** One request without a credential; `path` may be a whole URL. The api-version is added where none is given. */
export async function plain(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const url = new URL(path, base);
  if (url.pathname.startsWith('/subscriptions') && !url.searchParams.has('api-version')) {
    url.searchParams.set('api-version', versionFor(url.pathname));
  }
  const payload = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') && text !== '';
  const answer: unknown = json ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, body: answer, at: (place) => at(answer, place) };
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((inner: unknown, key) => (isContainer(inner) ? inner[key] : undefined), value);
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** With which the application asks for a token by its secret. */
export function tokenForm(scope = 'https://management.azure.com/.default', fields: Record<string, string> = {}) {
  const grant = { grant_type: 'client_credentials', client_id: CLIENT, client_secret: SECRET, scope };
  return new URLSearchParams({ ...grant, ...fields }).toString();
}

/** The body of the smallest cluster without a CNI. */
export function clusterBody(more: { tags?: Record<string, string>; properties?: object; network?: object } = {}) {
  return {
    location: 'westeurope',
    identity: { type: 'SystemAssigned' },
    tags: more.tags ?? {},
    properties: {
      dnsPrefix: 'one',
      agentPoolProfiles: [{ name: 'nodepool1', count: 2, mode: 'System', vmSize: 'Standard_D2s_v5', osType: 'Linux' }],
      networkProfile: { networkPlugin: 'none', podCidr: '10.244.0.0/16', ...more.network },
      ...more.properties,
    },
  };
}
