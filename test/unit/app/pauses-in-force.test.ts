import assert from 'node:assert/strict';
import test from 'node:test';
import { tellOfPauses } from '../../../src/app/pauses-in-force.ts';
import { createMemoryPauseStore } from '../../fakes/memory-pause-store.ts';

const fine = { ok: true, checks: { redis: { ok: true } } };

test('readiness tells how many pauses are in force, of nobody by name, and stays what it was', async () => {
  const pauses = createMemoryPauseStore();
  const ready = tellOfPauses(async () => fine, pauses);
  assert.deepEqual(await ready(), fine);
  const match = { tenant: 'team-a' };
  await pauses.add({ id: 'pau_1', what: 'work', match, message: 'm', by: 'b', createdAt: 'now' }, 9);
  assert.deepEqual(await ready(), {
    ok: true,
    checks: { redis: { ok: true }, pauses: { ok: true, detail: 'In force: 0 of acceptance, 1 of work.' } },
  });
});

test('readiness is what it is without the pauses, if they cannot be read or Redis is away', async () => {
  const broken = {
    async all(): Promise<never> {
      throw new Error('Redis is away');
    },
  };
  assert.deepEqual(await tellOfPauses(async () => fine, broken)(), fine);
  const away = { ok: false, checks: { redis: { ok: false } } };
  assert.deepEqual(await tellOfPauses(async () => away, broken)(), away);
});
