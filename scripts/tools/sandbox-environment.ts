import { chartDigests } from '../../sandbox/charts/packages.ts';

export interface SandboxPlace {
  /** `https://localhost:8443` */
  url: string;
  /** How much faster than Azure it is. */
  speed: number;
  /** The CA it made for itself. */
  caFile: string;
}

/** The settings under which Slipway takes the sandbox for Azure, with pauses and budgets to match its speed. */
export function sandboxEnvironment({ url, speed, caFile }: SandboxPlace): Record<string, string> {
  const pause = (seconds: number) => `${Math.max(0.2, seconds / speed)}`;
  const account = {
    name: 'sandbox',
    kind: 'client-secret',
    tenantId: '11111111-1111-1111-1111-111111111111',
    clientId: '22222222-2222-2222-2222-222222222222',
    clientSecret: 'sandbox-secret',
    subscriptions: ['00000000-0000-0000-0000-000000000001'],
  };
  return {
    SLIPWAY_ARM_ENDPOINT: url,
    SLIPWAY_AUTHORITY_HOST: url,
    SLIPWAY_INSTANCE_DISCOVERY: 'false',
    SLIPWAY_CA_FILE: caFile,
    SLIPWAY_ACCOUNTS: JSON.stringify([account]),
    SLIPWAY_TENANTS: JSON.stringify({ '*': ['sandbox'] }),
    // From where the sandbox takes everybody to come.
    SLIPWAY_PRIVATE_REACH: 'all',
    SLIPWAY_EGRESS_ADDRESSES: '203.0.113.10',
    SLIPWAY_CHART_REPOSITORIES: JSON.stringify(
      Object.fromEntries(['cilium', 'calico', 'antrea'].map((plugin) => [plugin, `${url}/charts`])),
    ),
    // Its charts are shaped like the real ones, and are others.
    SLIPWAY_CHART_DIGESTS: JSON.stringify(chartDigests()),
    SLIPWAY_CHART_HOSTS: new URL(url).host,
    // Its own registry, so that nothing here looks for one in the world outside.
    SLIPWAY_IMAGE_REGISTRY: new URL(url).host,
    SLIPWAY_ARM_POLL_SECONDS: pause(30),
    SLIPWAY_KUBE_POLL_SECONDS: pause(15),
    SLIPWAY_RETRY_SECONDS: pause(30),
    SLIPWAY_THROTTLED_SECONDS: pause(30),
    SLIPWAY_PATIENCE_SECONDS: pause(600),
    // On one machine nothing is under way for long.
    SLIPWAY_LATE_ACT_SECONDS: '5',
    // Nobody has to be sent elsewhere.
    SLIPWAY_DRAIN_SECONDS: '0',
    SLIPWAY_ARM_READS_PER_SECOND: `${5 * speed}`,
    SLIPWAY_ARM_WRITES_PER_SECOND: `${2 * speed}`,
    SLIPWAY_WEBHOOK_DEVELOPMENT: 'true',
  };
}
