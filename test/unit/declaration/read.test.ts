import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readConfig } from '../../../src/config.ts';
import { readDeclaration } from '../../../src/declaration.ts';
import { hashApiKey } from '../../../src/model/api-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'slipway-declaration-'));
after(() => rmSync(folder, { recursive: true }));

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const key = 'slw_live_0123456789abcdef';
const hash = 'a'.repeat(64);
writeFileSync(join(folder, 'mounted'), `${key}\n`);

function write(text: string): string {
  const path = join(folder, 'declaration.yaml');
  writeFileSync(path, text);
  return path;
}
const read = (text: string, environment: Record<string, string> = {}) =>
  readDeclaration(write(text), { environment, pepper: 'pepper', accounts: [] });
const good = `
accounts:
  - { name: prod, kind: client-secret, tenantId: t, clientId: c, clientSecret: { env: AZURE }, subscriptions: [s1] }
tenants:
  team-a:
    accounts: [prod]
    keys:
      ci: { scopes: ['clusters:read'], key: { file: mounted } }
      hashed: { scopes: ['jobs:read'], hash: ${hash}, expiresAt: 2031-01-01T00:00:00Z }
    webhookEndpoints:
      tickets: { url: https://hooks.example.com/, events: ['job.*'], secret: { env: HOOK } }
  '*': { accounts: [] }
`;
const environment = { AZURE: 'azure-secret', HOOK: secret };

test('a declaration is read, and its references followed, by variable and by mounted file', () => {
  const { accounts, tenants, keys, endpoints } = read(good, environment);
  assert.deepEqual(
    accounts.map(({ name, clientSecret }) => [name, clientSecret]),
    [['prod', 'azure-secret']],
  );
  assert.deepEqual(tenants, { 'team-a': ['prod'], '*': [] });
  assert.deepEqual(keys, [
    { tenant: 'team-a', name: 'ci', scopes: ['clusters:read'], hash: hashApiKey(key, 'pepper') },
    { tenant: 'team-a', name: 'hashed', scopes: ['jobs:read'], expiresAt: '2031-01-01T00:00:00Z', hash },
  ]);
  assert.deepEqual(endpoints, [
    { tenant: 'team-a', name: 'tickets', url: 'https://hooks.example.com/', events: ['job.*'], secret },
  ]);
});

test('JSON does as well, and an empty file declares that there is nothing', () => {
  assert.deepEqual(read('{"tenants": {"team-a": {"accounts": ["*"]}}}').tenants, { 'team-a': ['*'] });
  assert.deepEqual(read(''), { accounts: [], tenants: {}, keys: [], endpoints: [] });
});

test('everything that breaks the form is told at once, by its path', () => {
  const text = `
accounts: [{ name: prod, kind: magic, clientSecret: plain-secret, subscriptions: [] }]
tenants:
  Team_A: {}
  team-a:
    keys: { ci: { scopes: [everything], hash: short } }
    webhookEndpoints: { x: { url: ftp://a, events: [], secret: { env: A, file: B } } }
`;
  assert.throws(
    () => read(text),
    ({ message }: Error) => {
      for (const path of [
        '/accounts/0/kind',
        '/accounts/0/clientSecret',
        '/accounts/0/subscriptions',
        '/tenants/team-a/keys/ci/scopes/0',
        '/tenants/team-a/keys/ci/hash',
        '/tenants/team-a/webhookEndpoints/x/url',
        '/tenants/team-a/webhookEndpoints/x/events',
        '/tenants/team-a/webhookEndpoints/x/secret',
      ]) {
        assert.ok(message.includes(`${path} `), `${path} in ${message}`);
      }
      assert.match(message, /\/tenants\/Team_A is not known here/);
      assert.doesNotMatch(message, /plain-secret/);
      return true;
    },
  );
});

test('everything that leads nowhere is told at once, by its path, and never with a value', () => {
  const text = `
tenants:
  team-a:
    accounts: [prod]
    keys:
      none: { scopes: ['jobs:read'] }
      both: { scopes: ['jobs:read'], hash: ${hash}, key: { env: SHORT } }
      same: { scopes: ['jobs:read'], hash: ${hash} }
      late: { scopes: ['jobs:read'], hash: ${'b'.repeat(64)}, expiresAt: 2031-13-41T00:00:00Z }
    webhookEndpoints:
      a: { url: https://a.example, events: [job.nothing], secret: { env: WEAK } }
      b: { url: https://b.example, events: ['*'], secret: { file: absent } }
  '*':
    keys: { any: { scopes: ['jobs:read'], key: { env: UNSET } } }
`;
  assert.throws(
    () => read(text, { SHORT: 'short-key', WEAK: 'whsec_d2Vhaw==' }),
    ({ message }: Error) => {
      for (const fault of [
        '/tenants/team-a/accounts/0 there is no account prod',
        '/tenants/team-a/keys/none needs either',
        '/tenants/team-a/keys/both needs either',
        '/tenants/team-a/keys/both/key must be 20',
        '/tenants/team-a/keys/both and /tenants/team-a/keys/same are one and the same key',
        '/tenants/team-a/keys/late/expiresAt is no time',
        '/tenants/team-a/webhookEndpoints/a/events/0 there is no such event type',
        '/tenants/team-a/webhookEndpoints/a/secret must be whsec_',
        '/tenants/team-a/webhookEndpoints/b/secret/file absent cannot be read',
        '/tenants/* stands for any other tenant',
        '/tenants/*/keys/any/key/env the variable UNSET is not set',
      ]) {
        assert.ok(message.includes(fault), `${fault} in ${message}`);
      }
      assert.doesNotMatch(message, /short-key|d2Vhaw/);
      return true;
    },
  );
});

test('what is no YAML, or names one thing twice, is refused without quoting it', () => {
  assert.throws(() => read('a: [plain-secret'), /Bad declaration .* at character \d+/);
  assert.throws(() => read('tenants: {team-a: {}, team-a: {}}'), /DUPLICATE_KEY at character \d+/);
  assert.throws(
    () => read('a: [plain-secret'),
    ({ message }: Error) => !message.includes('plain-secret'),
  );
});

test('file and variables make one configuration, and name nothing twice', () => {
  const base = { ...environment, SLIPWAY_DECLARATION_FILE: write(good), SLIPWAY_KEY_PEPPER: 'pepper' };
  const config = readConfig(base);
  assert.deepEqual(
    config.accountsOf('team-a').map(({ name }) => name),
    ['prod'],
  );
  assert.deepEqual(config.accountsOf('default'), [], 'the default of SLIPWAY_TENANTS does not count beside a file');
  const also = readConfig({ ...base, SLIPWAY_TENANTS: '{"team-b": ["prod"]}' });
  assert.deepEqual([also.accountsOf('team-a').length, also.accountsOf('team-b').length], [1, 1]);
  const account = JSON.stringify([{ name: 'prod', kind: 'default', subscriptions: ['s'] }]);
  assert.throws(() => readConfig({ ...base, SLIPWAY_ACCOUNTS: account }), /another account prod/);
  assert.throws(() => readConfig({ ...base, SLIPWAY_TENANTS: '{"team-a": []}' }), /both name team-a/);
  assert.throws(() => readConfig({ ...base, SLIPWAY_API_KEY: key }), /name it once/);
});
