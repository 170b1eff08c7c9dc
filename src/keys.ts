import { text } from 'node:stream/consumers';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { createKeyStore } from './adapters/redis/key-store.ts';
import { endWithReader, systemClock, systemIds } from './adapters/system.ts';
import { openRedis } from './app/redis.ts';
import { readConfig } from './config.ts';
import { formatApiKey, hashApiKey } from './model/api-key.ts';
import { type Scope, scopes, tenantPattern, tenantScopes } from './model/principal.ts';
import type { Clock, Ids, KeyStore } from './ports.ts';

const longestDays = 365;
const dayMs = 24 * 60 * 60_000;

export interface KeysDeps {
  /** Connects only when a command needs it. */
  store(): KeyStore;
  pepper: string;
  clock: Pick<Clock, 'now'>;
  ids: Pick<Ids, 'next' | 'secret'>;
  print(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
}

/** `npm run keys -- create|list|revoke`: the only way to the first API key. */
export function keysProgram({ store, pepper, clock, ids, print, readInput }: KeysDeps): Command {
  const program = new Command('keys').description('API keys').exitOverride();

  program
    .command('create')
    .description('Make a key and print it, this once')
    .requiredOption('--tenant <tenant>', 'who owns what the key makes', tenantName)
    .requiredOption('--name <name>', 'what the key is for')
    .option('--scopes <list>', `what it may do, with commas between; known are ${scopes.join(', ')}`, scopeList, [
      ...tenantScopes,
    ])
    .option('--days <number>', `how long it works, at most ${longestDays}`, days, 90)
    .option('--env <word>', 'part of the key, to tell stages apart', environmentName, 'live')
    .action(async (options: { tenant: string; name: string; scopes: Scope[]; days: number; env: string }) => {
      const { tenant, name } = options;
      const id = ids.next('key', tenant);
      const key = formatApiKey(options.env, id.replace('key_', ''), ids.secret(24));
      const now = clock.now();
      const expiresAt = new Date(now + options.days * dayMs).toISOString();
      const createdAt = new Date(now).toISOString();
      await store().create({ schema: 1, id, tenant, name, scopes: options.scopes, createdAt, expiresAt }, key);
      print(key);
      print(`${id} of ${tenant}, until ${expiresAt}. The key is not shown again.`);
    });

  program
    .command('hash')
    .description('Read a key from standard input and print its hash, for a declaration file')
    .action(async () => {
      const key = (await readInput()).trim();
      if (key === '') program.error('There is no key on standard input.');
      print(hashApiKey(key, pepper));
    });

  program
    .command('list')
    .description('List the keys, never the keys themselves')
    .action(async () => {
      for (const key of await store().list()) {
        const name = key.declared ? `${key.name} (declared)` : key.name;
        const end = key.revokedAt ? `revoked ${key.revokedAt}` : `until ${key.expiresAt ?? 'revoked'}`;
        print([key.id, key.tenant, name, end, `used ${key.lastUsedAt ?? 'never'}`, key.scopes.join(',')].join('\t'));
      }
    });

  program
    .command('revoke')
    .description('End a key; it stops working within half a minute')
    .argument('<id>', 'key_…')
    .action(async (id: string) => {
      if (!(await store().revoke(id, new Date(clock.now()).toISOString()))) program.error(`There is no key ${id}.`);
      print(`${id} is revoked.`);
    });

  return program;
}

function tenantName(text: string): string {
  if (!tenantPattern.test(text)) throw new InvalidArgumentError('Use lower-case letters, digits, hyphens.');
  return text;
}

function environmentName(text: string): string {
  if (!/^[a-z0-9]{1,16}$/.test(text)) throw new InvalidArgumentError('Use lower-case letters and digits.');
  return text;
}

function scopeList(text: string): Scope[] {
  const wanted = text.split(',').map((scope) => scope.trim());
  const unknown = wanted.filter((scope) => !(scopes as readonly string[]).includes(scope));
  if (unknown.length > 0) throw new InvalidArgumentError(`Known are ${scopes.join(', ')}.`);
  return wanted as Scope[];
}

function days(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > longestDays) {
    throw new InvalidArgumentError(`Use a whole number from 1 to ${longestDays}.`);
  }
  return number;
}

if (import.meta.main) {
  endWithReader();
  const config = readConfig();
  const pepper = config.env.SLIPWAY_KEY_PEPPER;
  let redis: ReturnType<typeof openRedis> | undefined;
  const store = () => {
    redis ??= openRedis(config, 'worker', (error) => {
      process.stderr.write(`Redis does not answer: ${error.message}\n`);
      process.exit(1);
    });
    return createKeyStore(redis, pepper);
  };
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const readInput = () => text(process.stdin);
  try {
    await keysProgram({ store, pepper, clock: systemClock, ids: systemIds, print, readInput }).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
  } finally {
    redis?.disconnect();
  }
}
