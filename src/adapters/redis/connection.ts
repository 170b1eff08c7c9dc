import type { ConnectionOptions } from 'node:tls';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisClient } from './client.ts';
import { createLogin } from './login.ts';
import type { RedisSettings } from './settings.ts';

/** `api` fails fast, so that a caller hears 503 within seconds; `worker` waits for Redis to come back. */
export type RedisProfile = 'api' | 'worker';

const slotsEveryMs = 2_000;

/** Longer than the ten seconds for which BullMQ's blocking read is silent. */
const blockingSocketTimeout = 15_000;

const reconnect = (attempt: number) => Math.min(50 * 2 ** (attempt - 1), 1_000) * (0.75 + Math.random() / 2);

/** Answers of a server that has become a replica: the master is elsewhere by now. */
const demoted = (error: Error) => /^(READONLY|MASTERDOWN|UNBLOCKED) /.test(error.message);

interface Profile {
  /** Whether commands wait while there is no connection. */
  queue: boolean;
  /** How often a Cluster's node may be asked again before the caller hears of the failure. */
  redirections: number;
  connection: Omit<RedisOptions, 'replyMapping'>;
}

/** Figures measured against frozen, killed and failed-over servers: `docs/decisions/0003-redis-settings.md`. */
const profiles: Record<RedisProfile, Profile> = {
  api: {
    queue: false,
    redirections: 16,
    connection: {
      maxRetriesPerRequest: 0,
      connectTimeout: 2_000,
      commandTimeout: 1_500,
      socketTimeout: 2_500,
      reconnectOnError: demoted,
    },
  },
  worker: {
    queue: true,
    redirections: Number.MAX_SAFE_INTEGER,
    connection: {
      maxRetriesPerRequest: null,
      connectTimeout: 5_000,
      socketTimeout: 5_000,
      // 2: the command that met a replica has done nothing there, and is sent again to the master.
      reconnectOnError: (error) => (demoted(error) ? 2 : false),
    },
  },
};

/**
 * Opens one client; each call makes connections of its own. ioredis goes on reconnecting by itself.
 * @param onError hears of every loss, and of every failure to log in
 */
export function connectRedis(
  settings: RedisSettings,
  profile: RedisProfile,
  onError: (error: Error) => void,
): RedisClient {
  const client = open(settings, profiles[profile]);
  // A Cluster that nobody answers for says why in a member of its own, or for each node.
  client.on('error', (error: Error & { lastNodeError?: Error }) => {
    onError(error.lastNodeError ? new Error(error.message, { cause: error.lastNodeError }) : error);
  });
  client.on('node error', (error: Error) => {
    if (client.status !== 'ready') onError(error);
  });
  copyForBlocking(client);
  return settings.token ? createLogin(settings.username ?? '', settings.token, onError).keep(client) : client;
}

function open(settings: RedisSettings, { queue, redirections, connection }: Profile): RedisClient {
  const { topology, username, password, token, tls } = settings;
  const options = {
    ...connection,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tls || (topology.kind === 'single' && topology.url.startsWith('rediss:')) ? { tls: tlsOptions(settings) } : {}),
  };
  // The first token is not there yet.
  const lazyConnect = token !== undefined;
  const own = { ...options, enableOfflineQueue: queue, retryStrategy: reconnect, lazyConnect };
  switch (topology.kind) {
    case 'single':
      return new Redis(topology.url, own);
    case 'sentinel':
      return new Redis({
        ...own,
        sentinels: topology.sentinels,
        name: topology.master,
        ...(topology.username ? { sentinelUsername: topology.username } : {}),
        ...(topology.password ? { sentinelPassword: topology.password } : {}),
        enableTLSForSentinelMode: tls ?? false,
        ...(topology.tls ? { sentinelTLS: tlsOptions(settings) } : {}),
        // A Sentinel may be as frozen as the master it watched.
        sentinelCommandTimeout: 1_000,
        sentinelRetryStrategy: reconnect,
        // Sentinels say when they have chosen another master; a frozen one would be noticed only by its silence.
        failoverDetector: true,
        sentinelReconnectStrategy: () => 2_000,
        disconnectTimeout: 500,
      });
    case 'cluster':
      return askForSlots(
        new Cluster(topology.nodes, {
          enableOfflineQueue: queue,
          clusterRetryStrategy: reconnect,
          lazyConnect,
          maxRedirections: redirections,
          retryDelayOnMoved: 20,
          slotsRefreshInterval: 0,
          // Certificates bear names; ioredis would dial the first address that a name has.
          dnsLookup: (host, found) => found(null, host),
          redisOptions: options,
        }),
      );
  }
}

/**
 * A replica that took over is known by asking only. ioredis can ask by itself, but goes on for ever, and keeps the process
 * alive, when the client is closed between a question and its answer.
 */
function askForSlots(cluster: Cluster): Cluster {
  const timer = setInterval(() => {
    if (cluster.status === 'ready') cluster.refreshSlotsCache();
  }, slotsEveryMs);
  timer.unref();
  cluster.once('end', () => clearInterval(timer));
  return cluster;
}

function tlsOptions({ caPem, tlsServerName }: RedisSettings): ConnectionOptions {
  return { ...(caPem ? { ca: caPem } : {}), ...(tlsServerName ? { servername: tlsServerName } : {}) };
}

/** Copies are made by BullMQ alone, for its blocking read: silence is no sign of death there. */
function copyForBlocking(client: RedisClient): void {
  const silent = { socketTimeout: blockingSocketTimeout };
  if (client instanceof Cluster) {
    const copy = client.duplicate.bind(client);
    client.duplicate = (nodes, options) =>
      askForSlots(copy(nodes, { ...options, redisOptions: { ...options?.redisOptions, ...silent } }));
  } else {
    const copy = client.duplicate.bind(client);
    client.duplicate = (options) => copy({ ...options, ...silent });
  }
}
