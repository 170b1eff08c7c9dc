import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shardOfTenant } from '../../src/model/id.ts';
import { chaosOptions } from './options.ts';
import { orderFaults, writeScript } from './script.ts';
import { tenants } from './tenants.ts';

const short = chaosOptions({ orders: 25, minutes: 0.35, leaseSeconds: 3 });

describe('the script of a chaos run', () => {
  test('is the same for the same seed, and another for another', () => {
    assert.deepEqual(writeScript(short), writeScript(short));
    assert.notDeepEqual(writeScript(short), writeScript({ ...short, seed: 2 }));
  });

  test('holds every kind of act, however short the run', () => {
    const { acts } = writeScript(short);
    const kinds = new Set(
      acts.map((act) => ('whom' in act ? `${act.what} ${act.whom.replace(/-\d$/, '')}` : act.what)),
    );
    for (const kind of [
      'kill api',
      'kill redis',
      'kill worker',
      'freeze redis',
      'freeze worker',
      'freeze api',
      'restart worker',
      'restart api',
      'restart sandbox',
      'roll',
    ])
      assert.ok(kinds.has(kind), kind);
    for (const kind of ['faults', 'forget']) assert.ok(kinds.has(kind), kind);
  });

  test('freezes workers for longer than their lease', () => {
    for (const act of writeScript(chaosOptions()).acts) {
      if (act.what !== 'freeze' || !act.whom.includes('worker')) continue;
      assert.ok(act.forMs > 12_000 * 1.5, `${act.forMs}`);
    }
  });

  test('has all its orders within the time, each with a name of its own', () => {
    const { orders, endsAt } = writeScript(chaosOptions());
    assert.equal(new Set(orders.map(({ name }) => name)).size, 300);
    assert.ok(orders.every(({ at }) => at >= 0 && at < endsAt));
  });

  test('has orders of every tenant, and each tenant lives in a shard of its own', () => {
    assert.deepEqual(new Set(writeScript(short).orders.map(({ tenant }) => tenant)), new Set(tenants));
    assert.equal(new Set(tenants.map(shardOfTenant)).size, tenants.length);
  });

  test('meets every fault in a long run, and a lost response in any', () => {
    const faultsOf = (script: ReturnType<typeof writeScript>) =>
      new Set<string | undefined>(script.orders.map(({ fault }) => fault));
    for (const fault of Object.keys(orderFaults)) assert.ok(faultsOf(writeScript(chaosOptions())).has(fault), fault);
    for (const seed of [1, 2, 3, 4, 5]) assert.ok(faultsOf(writeScript({ ...short, seed })).has('lost-response'));
  });
});
