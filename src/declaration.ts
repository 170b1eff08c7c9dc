import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Static, Type } from 'typebox';
import { Settings } from 'typebox/system';
import { Value } from 'typebox/value';
import { parseDocument } from 'yaml';
import { type Account, accountFields } from './config-schema.ts';
import { hashApiKey } from './model/api-key.ts';
import type { Declaration, DeclaredEndpoint, DeclaredKey } from './model/declaration.ts';
import { secretKeyOf } from './model/endpoint.ts';
import { isSubscription } from './model/event.ts';
import { escapePointer } from './model/pointer.ts';
import { scopes, tenantPattern } from './model/principal.ts';

// All faults are to be told at once; the default of eight is a guard against strangers, and this is the operator's text.
Settings.Set({ maxErrors: 1_000 });

const closed = { additionalProperties: false } as const;
const once = { minProperties: 1, maxProperties: 1 } as const;
const name = { pattern: tenantPattern.source };

/** Where a secret is found; it never stands in the file itself. */
const Reference = Type.Object(
  { env: Type.Optional(Type.String({ minLength: 1 })), file: Type.Optional(Type.String({ minLength: 1 })) },
  { ...closed, ...once },
);
const KeySchema = Type.Object(
  {
    scopes: Type.Array(Type.Enum([...scopes]), { minItems: 1 }),
    expiresAt: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?Z$' })),
    key: Type.Optional(Reference),
    hash: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  },
  closed,
);
const EndpointSchema = Type.Object(
  {
    url: Type.String({ pattern: '^https?://', maxLength: 2048 }),
    events: Type.Array(Type.String(), { minItems: 1, maxItems: 50 }),
    description: Type.Optional(Type.String({ maxLength: 256 })),
    secret: Reference,
  },
  closed,
);
const TenantSchema = Type.Object(
  {
    accounts: Type.Optional(Type.Array(Type.String(), { uniqueItems: true })),
    keys: Type.Optional(Type.Record(Type.String(name), KeySchema, closed)),
    webhookEndpoints: Type.Optional(Type.Record(Type.String(name), EndpointSchema, closed)),
  },
  closed,
);
const FileSchema = Type.Object(
  {
    accounts: Type.Optional(
      Type.Array(Type.Object({ ...accountFields, clientSecret: Type.Optional(Reference) }, closed)),
    ),
    tenants: Type.Optional(
      Type.Record(Type.String({ pattern: `^\\*$|${tenantPattern.source}` }), TenantSchema, closed),
    ),
  },
  closed,
);
type File = Static<typeof FileSchema>;

/** What a declaration file says, its references followed. */
export interface Declared extends Declaration {
  accounts: Account[];
  /** The accounts of each tenant that names some. */
  tenants: Record<string, string[]>;
}

export interface Surroundings {
  environment: Record<string, string | undefined>;
  /** Mixed into the hash of keys. */
  pepper: string;
  /** Accounts that are configured elsewhere; tenants may name them. */
  accounts: readonly Account[];
}

/**
 * Reads the file (YAML, of which JSON is a part) in which tenants, accounts, keys and webhook endpoints are declared.
 * @throws Error that names every fault with its path, and never a value: it may be a secret
 */
export function readDeclaration(path: string, around: Surroundings): Declared {
  const file = parse(path);
  const faults: string[] = [];
  const declared = resolveAll(file, { ...around, base: dirname(resolve(path)), faults });
  if (faults.length > 0) throw refusal(path, faults);
  return declared;
}

function parse(path: string): File {
  const document = parseDocument(readFileSync(path, 'utf8'), { prettyErrors: false });
  if (document.errors.length > 0) {
    throw refusal(path, [...new Set(document.errors.map(({ code, pos }) => `${code} at character ${pos[0]}`))]);
  }
  const value: unknown = document.toJS() ?? {};
  if (Value.Check(FileSchema, value)) return value;
  const errors = Value.Errors(FileSchema, value).filter(({ keyword }) => keyword !== 'additionalProperties');
  throw refusal(
    path,
    errors.map(({ keyword, instancePath, message }) =>
      keyword === 'boolean' ? `${instancePath} is not known here` : `${instancePath || '/'} ${message}`,
    ),
  );
}

function refusal(path: string, faults: string[]): Error {
  return new Error(`Bad declaration ${path}: ${[...new Set(faults)].join('; ')}`);
}

type Reading = Surroundings & { base: string; faults: string[] };

function resolveAll(file: File, reading: Reading): Declared {
  const accounts = accountsIn(file, reading);
  const known = new Set([...reading.accounts, ...accounts].map((account) => account.name));
  const tenants: Record<string, string[]> = {};
  const keys: DeclaredKey[] = [];
  const endpoints: DeclaredEndpoint[] = [];
  for (const [tenant, said] of Object.entries(file.tenants ?? {})) {
    const at = `/tenants/${escapePointer(tenant)}`;
    for (const [index, account] of (said.accounts ?? []).entries()) {
      if (account !== '*' && !known.has(account)) {
        reading.faults.push(`${at}/accounts/${index} there is no account ${account}`);
      }
    }
    if (said.accounts) tenants[tenant] = said.accounts;
    if (tenant === '*' && (said.keys || said.webhookEndpoints)) {
      reading.faults.push(`${at} stands for any other tenant: keys and endpoints belong to one`);
    }
    keys.push(...keysOf(tenant, said.keys ?? {}, `${at}/keys`, reading));
    endpoints.push(...endpointsOf(tenant, said.webhookEndpoints ?? {}, `${at}/webhookEndpoints`, reading));
  }
  for (const [hash, same] of Object.entries(Object.groupBy(keys, (key) => key.hash))) {
    if (hash && same && same.length > 1) {
      const names = same.map((key) => `/tenants/${key.tenant}/keys/${key.name}`);
      reading.faults.push(`${names.join(' and ')} are one and the same key`);
    }
  }
  return { accounts, tenants, keys, endpoints };
}

function accountsIn(file: File, reading: Reading): Account[] {
  const taken = new Set(reading.accounts.map((account) => account.name));
  return (file.accounts ?? []).map(({ clientSecret, ...account }, index) => {
    const at = `/accounts/${index}`;
    if (taken.has(account.name)) reading.faults.push(`${at}/name there is another account ${account.name}`);
    taken.add(account.name);
    if (!clientSecret) return account;
    return { ...account, clientSecret: follow(clientSecret, `${at}/clientSecret`, reading) };
  });
}

function keysOf(
  tenant: string,
  keys: Record<string, Static<typeof KeySchema>>,
  at: string,
  reading: Reading,
): DeclaredKey[] {
  return Object.entries(keys).map(([name, { scopes, expiresAt, key, hash }]) => {
    if ((key === undefined) === (hash === undefined)) {
      reading.faults.push(`${at}/${name} needs either \`key\` or \`hash\``);
    }
    if (expiresAt && Number.isNaN(Date.parse(expiresAt))) reading.faults.push(`${at}/${name}/expiresAt is no time`);
    const text = key && follow(key, `${at}/${name}/key`, reading);
    if (text && !/^[\x21-\x7e]{20,}$/.test(text)) {
      reading.faults.push(`${at}/${name}/key must be 20 characters at least, none of them blank`);
    }
    return {
      tenant,
      name,
      scopes,
      ...(expiresAt ? { expiresAt } : {}),
      hash: hash ?? (text ? hashApiKey(text, reading.pepper) : ''),
    };
  });
}

function endpointsOf(
  tenant: string,
  endpoints: Record<string, Static<typeof EndpointSchema>>,
  at: string,
  reading: Reading,
): DeclaredEndpoint[] {
  return Object.entries(endpoints).map(([name, { secret, ...said }]) => {
    for (const [index, text] of said.events.entries()) {
      if (!isSubscription(text)) reading.faults.push(`${at}/${name}/events/${index} there is no such event type`);
    }
    const text = follow(secret, `${at}/${name}/secret`, reading);
    if (text && !isWebhookSecret(text)) {
      reading.faults.push(`${at}/${name}/secret must be whsec_ and 24 to 64 bytes in base64`);
    }
    return { tenant, name, ...said, secret: text };
  });
}

function isWebhookSecret(text: string): boolean {
  const bytes = secretKeyOf(text).length;
  return /^whsec_[A-Za-z0-9+/]+=*$/.test(text) && bytes >= 24 && bytes <= 64;
}

/** The secret that a reference leads to; empty, with a fault, if it leads nowhere. */
function follow(reference: Static<typeof Reference>, at: string, reading: Reading): string {
  const { env, file } = reference;
  const text = env ? reading.environment[env] : readSecret(resolve(reading.base, file ?? ''));
  // What writes such files likes to end them with a line break.
  const secret = text?.replace(/\r?\n$/, '') ?? '';
  if (secret === '') {
    reading.faults.push(env ? `${at}/env the variable ${env} is not set` : `${at}/file ${file} cannot be read`);
  }
  return secret;
}

function readSecret(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
