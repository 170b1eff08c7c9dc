import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { RedisEntraSchema, readRedis } from './config-redis.ts';
import { type Account, AccountSchema, type Environment, EnvironmentSchema } from './config-schema.ts';
import { type Declared, readDeclaration } from './declaration.ts';
import { hashApiKey } from './model/api-key.ts';
import { type Cidr, parseCidr } from './model/cidr.ts';

const AccountsSchema = Type.Array(AccountSchema);
const TenantsSchema = Type.Record(Type.String(), Type.Array(Type.String()));
const DigestsSchema = Type.Record(
  Type.String(),
  Type.Record(Type.String(), Type.String({ pattern: '^sha256:[0-9a-f]{64}$' })),
);
const DockerConfigSchema = Type.Object({ auths: Type.Record(Type.String(), Type.Unknown()) });
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
  const ownAccounts = readJson('SLIPWAY_ACCOUNTS', accountsText(env), AccountsSchema);
  const ownTenants = readJson('SLIPWAY_TENANTS', env.SLIPWAY_TENANTS, TenantsSchema);
  const declared = declaration(env, environment, ownAccounts);
  const accounts = [...ownAccounts, ...(declared?.accounts ?? [])];
  const tenants = mergeTenants(ownTenants, declared?.tenants ?? {}, Boolean(environment['SLIPWAY_TENANTS']));
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
    /** What the store must hold; `undefined` without a declaration file. */
    declaration: declared && { keys: declared.keys, endpoints: declared.endpoints },
    accountsOf: (tenant: string) => {
      const names = tenants[tenant] ?? tenants['*'] ?? [];
      return accounts.filter((account) => names.includes('*') || names.includes(account.name));
    },
    privateReach: places(env.SLIPWAY_PRIVATE_REACH),
    egressAddresses: addresses(env.SLIPWAY_EGRESS_ADDRESSES),
    cniSources: readSources(env),
    chartDirectory: env.SLIPWAY_CHART_DIRECTORY ? resolve(env.SLIPWAY_CHART_DIRECTORY) : undefined,
    /** The content of a `.dockerconfigjson`. */
    pullSecret: env.SLIPWAY_PULL_SECRET_FILE ? readPullSecret(env.SLIPWAY_PULL_SECRET_FILE) : undefined,
    // Absolute, because helm runs in a folder of its own.
    caFile: env.SLIPWAY_CA_FILE ? resolve(env.SLIPWAY_CA_FILE) : undefined,
    caPem: env.SLIPWAY_CA_FILE ? readFileSync(env.SLIPWAY_CA_FILE, 'utf8') : undefined,
    stateDir: resolve(env.SLIPWAY_STATE_DIR),
    helmPath: env.SLIPWAY_HELM.includes('/') ? resolve(env.SLIPWAY_HELM) : env.SLIPWAY_HELM,
    durability: { durability: env.SLIPWAY_REDIS_DURABILITY, replicas: env.SLIPWAY_REDIS_REPLICAS_ACK },
    secretKey,
    webhookAllow: list(env.SLIPWAY_WEBHOOK_ALLOW),
    trustProxy: list(env.SLIPWAY_TRUST_PROXY),
  });
}

/**
 * Reads a declaration file as `readConfig` would if it were named, and nothing else of the settings that concern it.
 * @throws Error that names every fault
 */
export function checkDeclaration(file: string, environment: NodeJS.ProcessEnv = process.env): Declared {
  const env = parse(environment);
  const accounts = readJson('SLIPWAY_ACCOUNTS', accountsText(env), AccountsSchema);
  return readDeclaration(file, { environment, pepper: env.SLIPWAY_KEY_PEPPER, accounts });
}

function readSources(env: Environment) {
  const { SLIPWAY_IMAGE_REGISTRY: registry } = env;
  const chartHosts = list(env.SLIPWAY_CHART_HOSTS);
  return {
    repositories: readJson('SLIPWAY_CHART_REPOSITORIES', env.SLIPWAY_CHART_REPOSITORIES, RepositoriesSchema),
    digests: readJson('SLIPWAY_CHART_DIGESTS', env.SLIPWAY_CHART_DIGESTS, DigestsSchema),
    ...(registry ? { imageRegistry: registry.replace(/^https?:\/\/|\/+$/g, '') } : {}),
    ...(env.SLIPWAY_PULL_SECRET_FILE ? { pullSecret: true } : {}),
    ...(chartHosts.length > 0 ? { chartHosts } : {}),
  };
}

function readPullSecret(file: string): string {
  const text = readFileSync(file, 'utf8');
  readJson('SLIPWAY_PULL_SECRET_FILE', text, DockerConfigSchema);
  return text;
}

function accountsText({ SLIPWAY_ACCOUNTS_FILE: file, SLIPWAY_ACCOUNTS: text }: Environment): string {
  return file ? readFileSync(file, 'utf8') : text;
}

function declaration(env: Environment, environment: NodeJS.ProcessEnv, accounts: Account[]) {
  const { SLIPWAY_DECLARATION_FILE: file, SLIPWAY_KEY_PEPPER: pepper, SLIPWAY_API_KEY: first } = env;
  if (!file) return undefined;
  const declared = readDeclaration(file, { environment, pepper, accounts });
  if (first && declared.keys.some(({ hash }) => hash === hashApiKey(first, pepper))) {
    throw new Error('SLIPWAY_API_KEY is declared in SLIPWAY_DECLARATION_FILE as well: name it once');
  }
  return declared;
}

/** Who names tenants in the file does not mean the default of the variable as well. */
function mergeTenants(own: Record<string, string[]>, declared: Record<string, string[]>, ownIsSet: boolean) {
  if (!ownIsSet && Object.keys(declared).length > 0) return declared;
  const twice = Object.keys(own).filter((tenant) => tenant in declared);
  if (twice.length > 0) {
    throw new Error(`SLIPWAY_TENANTS and SLIPWAY_DECLARATION_FILE both name ${twice.join(', ')}: name each once`);
  }
  return { ...own, ...declared };
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

/** A place that is misspelt would never fit, and nobody would know why. */
function places(source: string): string[] {
  const wrong = list(source).filter((place) => !/^(all|[a-z0-9]+|\/subscriptions\/.+)$/.test(place));
  if (wrong.length === 0) return list(source);
  throw new Error(`SLIPWAY_PRIVATE_REACH: ${wrong.join(', ')} is neither all, a region nor the beginning of an ARM id`);
}

/** Single addresses become ranges of one. */
function addresses(source: string): Cidr[] {
  return list(source).map((each) => {
    const range = parseCidr(each.includes('/') ? each : `${each}/32`);
    if (typeof range === 'string') throw new Error(`SLIPWAY_EGRESS_ADDRESSES: ${range}`);
    return range;
  });
}

function list(source: string): string[] {
  return source
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
