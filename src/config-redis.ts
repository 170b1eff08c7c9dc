import { readFileSync } from 'node:fs';
import { Type } from 'typebox';
import type { Environment } from './config-schema.ts';

/** Who logs in to Redis with Entra tokens: an Azure credential, without a say over any subscription. */
export const RedisEntraSchema = Type.Object(
  {
    kind: Type.Enum(['client-secret', 'workload-identity', 'managed-identity', 'default']),
    tenantId: Type.Optional(Type.String({ minLength: 1 })),
    clientId: Type.Optional(Type.String({ minLength: 1 })),
    clientSecret: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);

const localUrl = 'redis://127.0.0.1:6379';

/**
 * What the settings say of Redis: where it is, and how to get in.
 * @throws Error that names everything that contradicts itself; it repeats no value, for any may hold a password
 */
export function readRedis(env: Environment) {
  const faults: string[] = [];
  const topology = readTopology(env, faults);
  const { REDIS_USERNAME: username, REDIS_PASSWORD: password, REDIS_CA_FILE: caFile } = env;
  const { REDIS_TLS_SERVER_NAME: tlsServerName, REDIS_ENTRA: entra } = env;
  const refuse = (when: boolean, fault: string) => void (when && faults.push(fault));

  const url = topology.kind === 'single' ? URL.parse(topology.url) : null;
  const inUrl = !!url && (url.username !== '' || url.password !== '');
  const tls = topology.kind === 'single' ? url?.protocol === 'rediss:' : env.REDIS_TLS;
  refuse(
    topology.kind === 'single' && env.REDIS_TLS,
    'REDIS_TLS goes with Sentinels or a Cluster; say rediss:// in REDIS_URL',
  );
  refuse(
    inUrl && !!(username || password || entra),
    'REDIS_URL names a user or a password, and another setting does too',
  );
  refuse(!!username && !password && !entra, 'REDIS_USERNAME needs REDIS_PASSWORD or REDIS_ENTRA');
  refuse(!!entra && !!password, 'REDIS_ENTRA and REDIS_PASSWORD exclude each other');
  refuse(!!entra && !username, 'REDIS_ENTRA needs REDIS_USERNAME: the object id of the principal');
  refuse(!!entra && !tls, 'REDIS_ENTRA needs TLS: a token must not travel in the clear');
  const anyTls = tls || (topology.kind === 'sentinel' && topology.tls);
  refuse(!!caFile && !anyTls, 'REDIS_CA_FILE is of no use without TLS');
  refuse(!!tlsServerName && !anyTls, 'REDIS_TLS_SERVER_NAME is of no use without TLS');
  const caPem = caFile ? readFile('REDIS_CA_FILE', caFile, faults) : undefined;
  if (faults.length > 0) throw new Error(`Bad configuration: ${faults.join('; ')}`);
  return {
    topology,
    tls: !!tls,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tlsServerName ? { tlsServerName } : {}),
    ...(caPem ? { caPem } : {}),
  };
}

function readTopology(env: Environment, faults: string[]) {
  const { REDIS_URL: url, REDIS_SENTINELS: sentinels, REDIS_CLUSTER_NODES: nodes } = env;
  const given = Object.entries({ REDIS_URL: url, REDIS_SENTINELS: sentinels, REDIS_CLUSTER_NODES: nodes });
  const named = given.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (named.length > 1) faults.push(`${named.join(' and ')} exclude each other`);

  const { REDIS_SENTINEL_MASTER: master, REDIS_SENTINEL_USERNAME: username } = env;
  const { REDIS_SENTINEL_PASSWORD: password, REDIS_SENTINEL_TLS: tls } = env;
  if (sentinels !== undefined) {
    if (username && !password) faults.push('REDIS_SENTINEL_USERNAME needs REDIS_SENTINEL_PASSWORD');
    return {
      kind: 'sentinel' as const,
      sentinels: readAddresses('REDIS_SENTINELS', sentinels, 26379, faults),
      master: master ?? 'mymaster',
      tls,
      ...(username ? { username } : {}),
      ...(password ? { password } : {}),
    };
  }
  if (master || username || password || tls) faults.push('REDIS_SENTINEL_… settings need REDIS_SENTINELS');
  if (nodes !== undefined) {
    return { kind: 'cluster' as const, nodes: readAddresses('REDIS_CLUSTER_NODES', nodes, 6379, faults) };
  }
  const { protocol } = URL.parse(url ?? localUrl) ?? {};
  if (protocol !== 'redis:' && protocol !== 'rediss:') faults.push('REDIS_URL must begin with redis:// or rediss://');
  return { kind: 'single' as const, url: url ?? localUrl };
}

/** `host:port` with commas between; IPv6 in brackets; the port may be missing. */
function readAddresses(name: string, text: string, port: number, faults: string[]) {
  const addresses = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => /^(?:\[([0-9a-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(each));
  if (addresses.length === 0 || addresses.includes(null)) faults.push(`${name} must be host:port, with commas between`);
  return addresses.flatMap((found) =>
    found ? [{ host: found[1] ?? found[2] ?? '', port: found[3] ? Number(found[3]) : port }] : [],
  );
}

function readFile(name: string, path: string, faults: string[]): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    faults.push(`${name}: ${error instanceof Error ? error.message : error}`);
    return '';
  }
}
