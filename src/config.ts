import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { RedisEntraSchema, readRedis } from './config-redis.ts';
import { type Environment, EnvironmentSchema } from './config-schema.ts';

const AccountsSchema = Type.Array(
  Type.Object(
    {
      name: Type.String({ minLength: 1 }),
      kind: Type.Enum(['client-secret', 'workload-identity', 'managed-identity', 'default']),
      tenantId: Type.Optional(Type.String()),
      clientId: Type.Optional(Type.String()),
      clientSecret: Type.Optional(Type.String()),
      subscriptions: Type.Array(Type.String(), { minItems: 1 }),
    },
    { additionalProperties: false },
  ),
);
const TenantsSchema = Type.Record(Type.String(), Type.Array(Type.String()));
const RepositoriesSchema = Type.Record(Type.String(), Type.String({ pattern: '^(https?|oci)://' }));

/** What the environment said, checked, typed and frozen. */
export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the settings; the only place that looks at the environment.
 * @throws Error that names every variable that is wrong
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env) {
  const env = parse(environment);
  if (env.SLIPWAY_WEBHOOK_DEVELOPMENT && env.NODE_ENV === 'production') {
    throw new Error('SLIPWAY_WEBHOOK_DEVELOPMENT is refused when NODE_ENV is production');
  }
  const accountsText = env.SLIPWAY_ACCOUNTS_FILE
    ? readFileSync(env.SLIPWAY_ACCOUNTS_FILE, 'utf8')
    : env.SLIPWAY_ACCOUNTS;
  const accounts = readJson('SLIPWAY_ACCOUNTS', accountsText, AccountsSchema);
  const tenants = readJson('SLIPWAY_TENANTS', env.SLIPWAY_TENANTS, TenantsSchema);
  const secretKey = env.SLIPWAY_SECRET_KEY ? Buffer.from(env.SLIPWAY_SECRET_KEY, 'base64') : undefined;
  if (secretKey && secretKey.length !== 32) throw new Error('SLIPWAY_SECRET_KEY must be 32 bytes in base64');

  const redis = readRedis(env);

  return Object.freeze({
    env,
    redis,
    redisEntra: env.REDIS_ENTRA ? readJson('REDIS_ENTRA', env.REDIS_ENTRA, RedisEntraSchema) : undefined,
    publicUrl: (env.PUBLIC_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/$/, ''),
    cloud: {
      armEndpoint: env.SLIPWAY_ARM_ENDPOINT,
      disableInstanceDiscovery: !env.SLIPWAY_INSTANCE_DISCOVERY,
      ...(env.SLIPWAY_AUTHORITY_HOST ? { authorityHost: env.SLIPWAY_AUTHORITY_HOST } : {}),
    },
    accounts,
    accountsOf: (tenant: string) => {
      const names = tenants[tenant] ?? tenants['*'] ?? [];
      return accounts.filter((account) => names.includes('*') || names.includes(account.name));
    },
    chartRepositories: readJson('SLIPWAY_CHART_REPOSITORIES', env.SLIPWAY_CHART_REPOSITORIES, RepositoriesSchema),
    // Absolute, because helm runs in a folder of its own.
    caFile: env.SLIPWAY_CA_FILE ? resolve(env.SLIPWAY_CA_FILE) : undefined,
    caPem: env.SLIPWAY_CA_FILE ? readFileSync(env.SLIPWAY_CA_FILE, 'utf8') : undefined,
    stateDir: resolve(env.SLIPWAY_STATE_DIR),
    helmPath: env.SLIPWAY_HELM.includes('/') ? resolve(env.SLIPWAY_HELM) : env.SLIPWAY_HELM,
    secretKey,
    webhookAllow: list(env.SLIPWAY_WEBHOOK_ALLOW),
    trustProxy: list(env.SLIPWAY_TRUST_PROXY),
  });
}

function parse(environment: NodeJS.ProcessEnv): Environment {
  const known = Object.keys(EnvironmentSchema.properties).map((name) => [name, environment[name]] as const);
  const given = Object.fromEntries(known.filter(([, value]) => value !== undefined && value !== ''));
  const value = Value.Convert(EnvironmentSchema, Value.Default(EnvironmentSchema, given));
  if (Value.Check(EnvironmentSchema, value)) return value;
  const faults = Value.Errors(EnvironmentSchema, value).map(
    (error) => `${error.instancePath.slice(1)} ${error.message}`,
  );
  throw new Error(`Bad configuration: ${faults.join('; ')}`);
}

function readJson<Schema extends TSchema>(name: string, source: string, schema: Schema): Static<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch {
    // The text may hold a secret: it is not repeated.
    throw new Error(`${name} is not valid JSON`);
  }
  if (Value.Check(schema, value)) return value;
  const faults = Value.Errors(schema, value).map((error) => `${error.instancePath} ${error.message}`);
  throw new Error(`${name}: ${faults.join('; ')}`);
}

function list(source: string): string[] {
  return source
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
