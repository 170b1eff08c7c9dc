import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Answer, CLIENT, plain, SECRET, SUBSCRIPTION, start, TENANT } from './start.ts';

/** What a version of azure-cli sends, in its order; `{…}` stands for what the cloud told it before. */
interface Recording {
  version: string;
  source: string;
  calls: { method: string; path: string; form?: Record<string, string>; body?: unknown; status: number }[];
}

for (const version of ['2.45', '2.74']) {
  const file = new URL(`azure-cli/${version}.json`, import.meta.url);
  const { calls }: Recording = JSON.parse(readFileSync(file, 'utf8'));

  test(`azure-cli ${version} gets what it needs at login and at a create`, async (t) => {
    const { sandbox, pass } = await start(t);
    const known: Record<string, string> = {
      url: sandbox.url,
      tenant: TENANT,
      client: CLIENT,
      secret: SECRET,
      subscription: SUBSCRIPTION,
    };
    const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => known[name] ?? assert.fail(name));
    for (const { method, path, form, body, status } of calls) {
      const authorization: Record<string, string> = known['token'] ? { authorization: `Bearer ${known['token']}` } : {};
      const payload = form
        ? filled(`${new URLSearchParams(form)}`.replaceAll('%7B', '{').replaceAll('%7D', '}'))
        : body;
      const ask = () => plain(sandbox.url, method, filled(path), payload, authorization);
      let answer = await ask();
      // It looks again every 30 seconds, until the operation has ended.
      while (path === '{operation}' && answer.at('status') === 'InProgress') {
        await pass(30_000);
        answer = await ask();
      }
      assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      learn(answer, path, known);
    }
    assert.equal(known['provisioningState'], 'Succeeded');
    // `az aks show` of 2.74 ends with a stack trace without it.
    assert.equal(known['servicePrincipal'], 'msi');
  });
}

/** What az keeps of an answer for its next calls. */
function learn(answer: Answer, path: string, known: Record<string, string>): void {
  const keep = (name: string, value: unknown) => {
    if (typeof value === 'string') known[name] = value;
  };
  keep('authority', answer.at('authentication.loginEndpoint'));
  keep('audience', answer.at('authentication.audiences.0'));
  keep('tokenEndpoint', answer.at('token_endpoint'));
  keep('operation', answer.headers.get('azure-asyncoperation'));
  keep('provisioningState', answer.at('properties.provisioningState'));
  keep('servicePrincipal', answer.at('properties.servicePrincipalProfile.clientId'));
  if (path !== '{tokenEndpoint}') return;
  keep('token', answer.at('access_token'));
  const claims = JSON.parse(Buffer.from(`${known['token']}`.split('.')[1] ?? '', 'base64url').toString());
  assert.deepEqual([claims.tid, typeof claims.oid, typeof claims.exp], [TENANT, 'string', 'number']);
}
