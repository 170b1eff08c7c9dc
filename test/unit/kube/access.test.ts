import assert from 'node:assert/strict';
import type { RequestListener } from 'node:http';
import { type TestContext, test } from 'node:test';
import { inspect } from 'node:util';
import { parse } from 'yaml';
import { createKube } from '../../../src/adapters/kube/kube.ts';
import { target } from '../../fakes/kube-target.ts';
import { problemOf } from '../../fakes/problem-of.ts';
import { kubeconfigOf, serve, stoppedClock } from './support.ts';

const kubelogin = { exec: { command: 'kubelogin', args: ['get-token'] } };
const entraOnly = { ...target, entraOnly: true };

/** A cluster whose user kubeconfig is for kubelogin; `admin` is what ARM says to the admin's. */
async function kubeOver(t: TestContext, listener: RequestListener, admin?: string) {
  const server = await serve(t, listener);
  const asked: string[] = [];
  let round = 1;
  const kube = createKube({
    clock: stoppedClock(),
    async kubeconfig(_target, role) {
      asked.push(role);
      return role === 'user' ? kubeconfigOf({ server, 'tls-server-name': 'api' }, kubelogin) : admin;
    },
    token: async (account) => `ENTRA-TOKEN-${account}-${round}`,
  });
  t.after(() => kube.close());
  return { kube, asked, server, renew: () => (round += 1) };
}

function remembering(seen: unknown[]): RequestListener {
  return (request, response) => {
    seen.push(request.headers.authorization);
    response.end(JSON.stringify({ gitVersion: 'v1.35.2' }));
  };
}

test('without local accounts the admin credential is never asked for, and each request bears the newest token', async (t) => {
  const seen: unknown[] = [];
  const { kube, asked, renew } = await kubeOver(t, remembering(seen), 'never read');
  await kube.version(entraOnly);
  renew();
  await kube.version(entraOnly);
  assert.deepEqual(asked, ['user']);
  assert.deepEqual(seen, ['Bearer ENTRA-TOKEN-main-1', 'Bearer ENTRA-TOKEN-main-2']);
});

test('where local accounts turn out to be off, the token takes the place of the admin credential', async (t) => {
  const seen: unknown[] = [];
  const { kube, asked } = await kubeOver(t, remembering(seen));
  await kube.version(target);
  assert.deepEqual([asked, seen], [['admin', 'user'], ['Bearer ENTRA-TOKEN-main-1']]);
});

test('where local accounts are on, the admin credential opens the cluster though it has Entra, too', async (t) => {
  const seen: unknown[] = [];
  const listener = remembering(seen);
  const admin = kubeconfigOf({ server: await serve(t, listener) }, { token: 'ADMIN' });
  const { kube, asked } = await kubeOver(t, listener, admin);
  await kube.version(target);
  assert.deepEqual([asked, seen], [['admin'], ['Bearer ADMIN']]);
});

test('callers get the kubeconfig for kubelogin, our own clients one with a token', async (t) => {
  const { kube, server } = await kubeOver(t, remembering([]));
  const handedOut = await kube.kubeconfig(entraOnly);
  assert.match(handedOut, /kubelogin/);
  assert.doesNotMatch(handedOut, /ENTRA-TOKEN/);
  const own = parse(await kube.ownKubeconfig(entraOnly));
  assert.deepEqual(own.users, [{ name: 'slipway', user: { token: 'ENTRA-TOKEN-main-1' } }]);
  assert.deepEqual(own.clusters[0].cluster, { server, 'tls-server-name': 'api' });
});

test('an API server that does not let our principal in is a problem of its own, without the token', async (t) => {
  for (const status of [401, 403]) {
    const { kube } = await kubeOver(t, (_request, response) => response.writeHead(status).end('{}'));
    const error = await problemOf(kube.nodes(entraOnly));
    assert.equal(error.problem.code, 'cluster-access-denied');
    assert.match(error.problem.remedy ?? '', /RBAC Cluster Admin.*adminGroupObjectIds/);
    assert.doesNotMatch(inspect(error, { depth: 9, showHidden: true }), /ENTRA-TOKEN/);
  }
});
