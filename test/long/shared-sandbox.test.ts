import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Checkout, createCheckout, type Started } from '../house/checkout.ts';

describe('two Slipways that share one sandbox', () => {
  let first: Checkout;
  let second: Checkout;
  const running: [Checkout, Started][] = [];
  before(async () => {
    first = await createCheckout();
    running.push([first, await first.start()]);
    second = await createCheckout({
      SANDBOX_URL: `https://localhost:${first.environment['SANDBOX_PORT']}`,
      SANDBOX_CA: join(first.folder, '.slipway/ca.pem'),
    });
    running.push([second, await second.start()]);
  });
  after(async () => {
    for (const [checkout, started] of running.toReversed()) {
      await checkout.stop(started);
      checkout.remove();
    }
  });

  function order({ run }: Checkout, name: string, group: string): string {
    const body = {
      name,
      resourceGroup: { name: group, create: true },
      location: 'westeurope',
      cni: { plugin: 'cilium' },
    };
    const post = `curl -sS "$URL/v1/clusters" -H "X-API-Key: $KEY" -H 'Content-Type: application/json' -d '${JSON.stringify(body)}'`;
    return JSON.parse(run(post)).id;
  }

  function ended({ run }: Checkout, id: string): { status: string; error?: { code: string } } {
    for (;;) {
      const job = JSON.parse(run(`curl -sS "$URL/v1/jobs/${id}" -H "X-API-Key: $KEY" -H 'Prefer: wait=20'`));
      if (/Succeeded|Failed|Canceled/.test(job.status)) return job;
    }
  }

  test('each makes its own clusters, and the second started no sandbox', () => {
    const orders = [first, second].map(
      (checkout, index) => [checkout, order(checkout, `own-${index}`, `rg-${index}`)] as const,
    );
    for (const [checkout, id] of orders) assert.equal(ended(checkout, id).status, 'Succeeded');
    assert.doesNotMatch(second.run('cat .slipway/pids.json'), /sandbox/);
  });

  test("a name that the other's cluster has is refused, and that cluster stays as it is", () => {
    const { status, error } = ended(second, order(second, 'own-0', 'rg-0'));
    assert.deepEqual([status, error?.code], ['Failed', 'preflight-failed']);
    const { items } = JSON.parse(first.run('curl -sS "$URL/v1/clusters" -H "X-API-Key: $KEY"'));
    assert.deepEqual(
      items.map(({ state }: { state: string }) => state),
      ['Ready'],
    );
  });
});
