import { join } from 'node:path';
import type { DurationMode } from './durations.ts';

/** Who may ask for tokens, and what they may touch. */
export interface Directory {
  tenantId: string;
  principals: { clientId: string; objectId: string; secret: string }[];
  /** The groups there are from the start, by object id, with the object ids of their members. */
  groups: Record<string, string[]>;
  subscriptions: { id: string; displayName: string }[];
}

/** From where API servers see their callers come: on the loopback their own addresses say nothing. */
export interface Caller {
  /** The public address that authorized ranges are held against. */
  address: string;
  /** Whether they stand in a network that reaches private clusters. */
  inside: boolean;
}

/** Everything that can be set; `sandboxOptions` fills in what is left out. */
export interface SandboxOptions {
  /** 0 takes any free port. */
  port: number;
  host: string;
  /** How many times faster than Azure. */
  speed: number;
  /** Folder of the keys and of the state that outlives a restart. */
  stateFolder: string;
  /** Where the CA certificate is written for clients. */
  caFile: string;
  /** How clients reach the sandbox; `https://localhost:<port>` when absent. */
  publicUrl?: string;
  directory: Directory;
  caller: Caller;
  /** Clusters in one page of a list. */
  pageSize: number;
  /** Whether durations are drawn, tails included, or always the median. */
  durations: DurationMode;
  /** Seed of the durations and of chance in faults. */
  seed: number;
}

const DEFAULTS: SandboxOptions = {
  port: 8443,
  host: '127.0.0.1',
  speed: 60,
  stateFolder: join('.slipway', 'sandbox'),
  caFile: join('.slipway', 'ca.pem'),
  directory: {
    tenantId: '11111111-1111-1111-1111-111111111111',
    principals: [
      {
        clientId: '22222222-2222-2222-2222-222222222222',
        objectId: '33333333-3333-3333-3333-333333333333',
        secret: 'sandbox-secret',
      },
    ],
    groups: { '44444444-4444-4444-4444-444444444444': ['33333333-3333-3333-3333-333333333333'] },
    subscriptions: [{ id: '00000000-0000-0000-0000-000000000001', displayName: 'Sandbox' }],
  },
  caller: { address: '203.0.113.10', inside: false },
  pageSize: 100,
  durations: 'drawn',
  seed: 1,
};

/** The defaults, with what a caller (a test, mostly) wants otherwise. */
export function sandboxOptions(overrides: Partial<SandboxOptions> = {}): SandboxOptions {
  return { ...DEFAULTS, ...overrides };
}

/** Reads the environment; the only place of the sandbox that does. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): SandboxOptions {
  const publicUrl = env['SANDBOX_PUBLIC_URL'];
  return sandboxOptions({
    port: number(env, 'SANDBOX_PORT', DEFAULTS.port, 0),
    host: env['SANDBOX_HOST'] || DEFAULTS.host,
    speed: number(env, 'SANDBOX_SPEED', DEFAULTS.speed, 0.001),
    stateFolder: env['SANDBOX_STATE'] || DEFAULTS.stateFolder,
    caFile: env['SANDBOX_CA'] || DEFAULTS.caFile,
    ...(publicUrl ? { publicUrl: publicUrl.replace(/\/+$/, '') } : {}),
    directory: directory(env),
    caller: {
      address: env['SANDBOX_CALLER_ADDRESS'] || DEFAULTS.caller.address,
      inside: env['SANDBOX_CALLER_INSIDE'] === 'true',
    },
    durations: durations(env),
    seed: number(env, 'SANDBOX_SEED', DEFAULTS.seed, 0),
  });
}

function directory(env: NodeJS.ProcessEnv): Directory {
  const base = DEFAULTS.directory;
  const subscriptions = listed(env['SANDBOX_SUBSCRIPTION_ID'])?.map((id, index) => ({
    id,
    displayName: index === 0 ? 'Sandbox' : `Sandbox ${index + 1}`,
  }));
  return {
    tenantId: env['SANDBOX_TENANT_ID'] || base.tenantId,
    principals: base.principals.map((principal) => ({
      ...principal,
      clientId: env['SANDBOX_CLIENT_ID'] || principal.clientId,
      secret: env['SANDBOX_CLIENT_SECRET'] || principal.secret,
    })),
    groups: base.groups,
    subscriptions: subscriptions ?? base.subscriptions,
  };
}

/** What stands between commas; undefined for nothing. */
function listed(source = ''): string[] | undefined {
  const items = source.split(',').flatMap((item) => item.trim() || []);
  return items.length > 0 ? items : undefined;
}

function durations(env: NodeJS.ProcessEnv): DurationMode {
  const mode = env['SANDBOX_DURATIONS'] || DEFAULTS.durations;
  if (mode === 'drawn' || mode === 'typical') return mode;
  throw new Error('SANDBOX_DURATIONS must be drawn or typical');
}

function number(env: NodeJS.ProcessEnv, name: string, fallback: number, minimum: number): number {
  const text = env[name];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < minimum) throw new Error(`${name} must be a number of at least ${minimum}`);
  return value;
}
