import { type Static, type TSchema, Type } from 'typebox';

const seconds = (initial: number, description: string) =>
  Type.Number({ default: initial, minimum: 0.01, description: `${description} (seconds)` });
const text = (description: string, initial?: string) =>
  initial === undefined
    ? Type.Optional(Type.String({ minLength: 1, description }))
    : Type.String({ default: initial, description });
const json = (description: string, initial: string) =>
  Type.String({ default: initial, description: `${description} (JSON)` });

/** What is said of an Azure account, but for its secret. */
export const accountFields = {
  name: Type.String({ minLength: 1 }),
  kind: Type.Enum(['client-secret', 'workload-identity', 'managed-identity', 'default']),
  tenantId: Type.Optional(Type.String()),
  clientId: Type.Optional(Type.String()),
  subscriptions: Type.Array(Type.String(), { minItems: 1 }),
};
export const AccountSchema = Type.Object(
  { ...accountFields, clientSecret: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
export type Account = Static<typeof AccountSchema>;

/** Every setting of the service, by the name of its environment variable. The table of `docs/settings.md` is made of this. */
export const EnvironmentSchema = Type.Object({
  NODE_ENV: text('`production` refuses development switches', 'development'),
  HOST: text('Address the API listens on', '127.0.0.1'),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65535, description: 'Port the API listens on' }),
  SLIPWAY_HEALTH_PORT: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 65535,
      description: 'Port of a worker for /healthz and /readyz; none when unset',
    }),
  ),
  PUBLIC_URL: text('Base of every link that callers get. Default `http://HOST:PORT`'),
  REDIS_URL: text(
    'Redis 6.2 or later, or Valkey, at one endpoint; `rediss://` for TLS. Default `redis://127.0.0.1:6379`',
  ),
  REDIS_SENTINELS: text('In place of REDIS_URL: Sentinels, `host:port` with commas between'),
  REDIS_SENTINEL_MASTER: text('Name under which the Sentinels know the servers. Default `mymaster`'),
  REDIS_SENTINEL_USERNAME: text('ACL user of the Sentinels themselves'),
  REDIS_SENTINEL_PASSWORD: text('Password of the Sentinels themselves'),
  REDIS_SENTINEL_TLS: Type.Boolean({ default: false, description: 'TLS to the Sentinels themselves' }),
  REDIS_CLUSTER_NODES: text('In place of REDIS_URL: some nodes of a Cluster, `host:port` with commas between'),
  REDIS_TLS: Type.Boolean({ default: false, description: 'TLS to the servers behind Sentinels, and to a Cluster' }),
  REDIS_CA_FILE: text('PEM file of the authorities that sign the certificates of Redis, in place of the public ones'),
  REDIS_TLS_SERVER_NAME: text('Name in the certificates of Redis, where its nodes are reached by address'),
  REDIS_USERNAME: text('ACL user; with REDIS_ENTRA the object id of the principal'),
  REDIS_PASSWORD: text('Password of Redis, if it is not in REDIS_URL'),
  REDIS_ENTRA: text(
    'Log in to Redis with Entra tokens: `{"kind": "client-secret|workload-identity|managed-identity|default", "tenantId", "clientId", "clientSecret"}` (JSON)',
  ),
  SLIPWAY_REDIS_DURABILITY: Type.Enum(['found', 'always', 'waitaof', 'everysec', 'none'], {
    default: 'found',
    description:
      'How writes come to disk. `found`: as Redis says. Else as declared, for servers that do not say; with `waitaof` every acceptance waits for the fsync (Redis 7.2 or later, Valkey)',
  }),
  SLIPWAY_REDIS_REPLICAS_ACK: Type.Integer({
    default: 0,
    minimum: 0,
    description: 'Replicas that must have an acceptance before its 202',
  }),
  SLIPWAY_REDIS_FULL_PERCENT: Type.Integer({
    default: 80,
    minimum: 1,
    maximum: 100,
    description: "Share of Redis's maxmemory above which new orders are refused",
  }),
  LOG_LEVEL: text('trace, debug, info, warn, error', 'info'),
  SLIPWAY_INSTANCE: text('Name of this installation, in the tag `slipway-instance` of what it makes', 'slipway'),
  SLIPWAY_API_KEY: text(
    'A first API key, whatever it looks like, with every scope of a tenant, on SLIPWAY_API_KEY_TENANT',
  ),
  SLIPWAY_API_KEY_TENANT: text('Tenant of the first API key', 'default'),
  SLIPWAY_KEY_PEPPER: text('Mixed into the hash under which API keys are stored', 'slipway'),
  SLIPWAY_SECRET_KEY: text('32 bytes in base64: encrypts webhook secrets at rest and signs page cursors'),
  SLIPWAY_ACCOUNTS: json(
    'Azure accounts: `[{"name", "kind": "client-secret|workload-identity|managed-identity|default", "tenantId", "clientId", "clientSecret", "subscriptions": []}]`',
    '[]',
  ),
  SLIPWAY_ACCOUNTS_FILE: text('File with the same, in place of SLIPWAY_ACCOUNTS'),
  SLIPWAY_TENANTS: json(
    'Which accounts each tenant may use: `{"team-a": ["prod"]}`; `*` stands for any other tenant',
    '{"default":["*"]}',
  ),
  SLIPWAY_DECLARATION_FILE: text('YAML file that declares tenants, accounts, API keys and webhook endpoints'),
  SLIPWAY_ARM_ENDPOINT: text('Azure Resource Manager', 'https://management.azure.com'),
  SLIPWAY_AUTHORITY_HOST: text('Entra ID, where it is not the public one'),
  SLIPWAY_AKS_APPLICATION: text(
    'Entra application of the API servers, for clusters without local accounts; AKS has the same in every cloud',
    '6dae42f8-4368-4678-94ff-3960e28e3630',
  ),
  SLIPWAY_INSTANCE_DISCOVERY: Type.Boolean({
    default: true,
    description: 'Ask Entra whether it knows the authority; false for an authority of your own',
  }),
  SLIPWAY_CA_FILE: text('PEM file of more certificate authorities, for Azure and chart repositories'),
  SLIPWAY_PRIVATE_REACH: text(
    'Private clusters that this worker reaches: `all`, or regions and beginnings of ARM ids of virtual networks, with commas between',
    '',
  ),
  SLIPWAY_EGRESS_ADDRESSES: text(
    'Public addresses or ranges from which workers reach API servers, with commas between; for authorizedIpRanges',
    '',
  ),
  SLIPWAY_CHART_REPOSITORIES: json(
    'Chart repository or registry by CNI, for mirrors: `{"cilium": "https://…", "calico": "oci://…"}`',
    '{}',
  ),
  SLIPWAY_CHART_DIGESTS: json(
    'Digests by name of the chart and version, in place of the pinned ones, for charts packed anew: `{"cilium": {"1.20.2": "sha256:…"}}`',
    '{}',
  ),
  SLIPWAY_CHART_DIRECTORY: text(
    'For sites without a way out: the folder from which all charts come, as `<name>-<version>.tgz`',
  ),
  SLIPWAY_CHART_HOSTS: text(
    'Hosts that an order with a chart of its own may name, with commas between. Default: any that is public',
    '',
  ),
  SLIPWAY_IMAGE_REGISTRY: text("Mirror from which nodes pull the CNIs' images: `registry.example/mirror`"),
  SLIPWAY_PULL_SECRET_FILE: text(
    'File with the credential of that mirror, and of chart registries, as a `.dockerconfigjson`; put into each cluster',
  ),
  SLIPWAY_HELM: text('The helm binary', 'helm'),
  SLIPWAY_HELM_SECONDS: seconds(60, 'Limit of one helm run'),
  SLIPWAY_HELM_CONCURRENCY: Type.Integer({ default: 4, minimum: 1, description: 'helm runs at once, per worker' }),
  SLIPWAY_PROBE_IMAGE: text(
    "Image of the pods that try the pod network, by digest; it has busybox on its path. Default: Azure Linux's, from the mirror if there is one",
  ),
  SLIPWAY_STATE_DIR: text("Folder for helm's cache", '.slipway'),
  SLIPWAY_CONCURRENCY: Type.Integer({ default: 20, minimum: 1, description: 'Jobs in hand at once, per worker' }),
  SLIPWAY_ARM_POLL_SECONDS: seconds(20, 'Pause between two looks at a cluster that Azure is working on'),
  SLIPWAY_KUBE_POLL_SECONDS: seconds(5, 'Pause between two looks inside a cluster'),
  SLIPWAY_LATE_ACT_SECONDS: seconds(45, 'How long a request of a worker that froze may still arrive in Azure'),
  SLIPWAY_PATIENCE_SECONDS: seconds(
    600,
    'How long a cluster is looked at that Azure calls failed and says it goes on with, and how long a right that Azure denies may be on its way',
  ),
  SLIPWAY_LEASE_SECONDS: seconds(12, 'How long a worker holds a job without renewing'),
  SLIPWAY_SWEEP_SECONDS: seconds(5, 'Pause between two searches for what is overdue'),
  SLIPWAY_DRAIN_SECONDS: Type.Number({
    default: 5,
    minimum: 0,
    maximum: 300,
    description: 'How long an API that was told to stop goes on serving while it says that it is not ready (seconds)',
  }),
  SLIPWAY_RETRY_SECONDS: seconds(2, 'First pause after an attempt that failed; doubles up to five minutes'),
  SLIPWAY_RETRY_TRIES: Type.Integer({
    default: 8,
    minimum: 1,
    description: 'Failed attempts in a row that end a step; outages do not count, and are outlasted until its deadline',
  }),
  SLIPWAY_THROTTLED_SECONDS: seconds(30, 'How long no call leaves after a 429 of Azure that does not say how long'),
  SLIPWAY_ARM_READS_PER_SECOND: Type.Number({
    default: 5,
    description: 'Attempts that read from ARM, per account and subscription',
  }),
  SLIPWAY_ARM_WRITES_PER_SECOND: Type.Number({
    default: 2,
    description: 'Attempts that may change something in ARM, per account and subscription',
  }),
  SLIPWAY_RETENTION_DAYS: Type.Number({
    default: 30,
    description: 'How long ended jobs, gone clusters, events and deliveries can be read',
  }),
  SLIPWAY_WEBHOOK_ALLOW: text('Private hosts and ranges that webhooks may reach, with commas between', ''),
  SLIPWAY_WEBHOOK_ALLOW_HTTP: Type.Boolean({ default: false, description: 'Plain http to hosts on that list' }),
  SLIPWAY_WEBHOOK_DEVELOPMENT: Type.Boolean({
    default: false,
    description: 'Webhooks may reach loopback by http; refused in production',
  }),
  SLIPWAY_TRUST_PROXY: text('Addresses of proxies whose X-Forwarded headers count, with commas between', ''),
} satisfies Record<string, TSchema>);
export type Environment = Static<typeof EnvironmentSchema>;
