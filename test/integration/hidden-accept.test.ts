import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freePort } from '../../scripts/tools/process.ts';
import { tenantKey } from '../../src/adapters/redis/keys.ts';
import { type ClusterView, type JobView, orderOf } from '../e2e/client.ts';
import { until } from '../e2e/until.ts';
import { startDeafProxy } from '../fakes/deaf-proxy.ts';
import { assertUnavailable, isBack, startService } from './service-on-redis.ts';

type Refusable = JobView & { code?: string; existing?: { job: string; cluster: string } };

describe('a 503 that hid an accept is harmless', () => {
  for (const [how, headers] of [
    ['with the same Idempotency-Key', { 'idempotency-key': 'CHG-7' }],
    ['with nothing but the same name', {}],
  ] as const) {
    test(`the order stands, and sent again ${how} it is that job`, async (t) => {
      const proxy = await startDeafProxy(await freePort());
      t.after(proxy.close);
      await using service = await startService({}, proxy);
      const { client, admin } = service;
      const order = () => client.ask<Refusable>('POST', '/v1/clusters', { body: orderOf('hidden'), headers });

      // Only the door carries a job that nobody has begun.
      const sent = proxy.loseAnswersFrom('NotStarted');
      const refused = order();
      await sent;
      assertUnavailable({ operationId: 'createCluster', answer: await refused, ms: 0 });
      const jobs = await until(
        'both orders in Redis',
        () => admin.zrange(tenantKey('default', 'jobs'), 0, '-1'),
        (ids) => ids.length === 2,
      );
      const [hidden = ''] = jobs.filter((id) => id !== service.job.id);
      proxy.heal();
      await isBack(service);

      const { status, body, headers: told } = await order();
      if ('idempotency-key' in headers) {
        assert.equal(status, 202, JSON.stringify(body));
        assert.equal(told.get('idempotency-replayed'), 'true');
        assert.equal(body.id, hidden);
      } else {
        assert.equal(status, 409);
        assert.equal(body.code, 'cluster-already-exists');
        assert.ok(body.existing?.job.endsWith(`/v1/jobs/${hidden}`), JSON.stringify(body.existing));
      }
      const { items } = (await client.ask<{ items: ClusterView[] }>('GET', '/v1/clusters?name=hidden')).body;
      assert.equal(items.length, 1, 'there is one cluster');
    });
  }
});
