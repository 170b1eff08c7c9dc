import assert from 'node:assert/strict';
import test from 'node:test';
import type { JobKind } from '../../../src/model/job.ts';
import { type Pause, type PauseMatch, pauseOfAcceptance, pauseOfWork } from '../../../src/model/pause.ts';
import { createRecords } from '../../fakes/records.ts';

const subscription = '00000000-0000-0000-0000-00000000000A';

function work(operation: JobKind = 'cluster.create') {
  const { record, cluster } = createRecords();
  cluster.order.subscriptionId = subscription.toLowerCase();
  return { job: { ...record.job, operation }, cluster };
}
function pause(what: Pause['what'], match: PauseMatch): Pause {
  return { id: 'pau_1', what, match, message: 'm', by: 'b', createdAt: 'now' };
}

test('a pause is about what all its members fit; about everything if it has none', () => {
  const matches: [PauseMatch, boolean][] = [
    [{}, true],
    [{ kind: 'cluster.create' }, true],
    [{ kind: 'cluster.delete' }, false],
    [{ tenant: 'team-a' }, true],
    [{ tenant: 'team-b' }, false],
    [{ subscription }, true],
    [{ subscription: subscription.replace('A', 'B') }, false],
    [{ region: 'westeurope' }, true],
    [{ region: 'northeurope' }, false],
    [{ tenant: 'team-a', region: 'westeurope', subscription, kind: 'cluster.create' }, true],
    [{ tenant: 'team-a', region: 'northeurope' }, false],
  ];
  for (const [match, fits] of matches) {
    assert.equal(pauseOfWork([pause('work', match)], work()) !== undefined, fits, JSON.stringify(match));
    assert.equal(pauseOfAcceptance([pause('acceptance', match)], work()) !== undefined, fits, JSON.stringify(match));
  }
});

test('a pause of acceptance holds no work, and one of work refuses nothing', () => {
  assert.equal(pauseOfWork([pause('acceptance', {})], work()), undefined);
  assert.equal(pauseOfAcceptance([pause('work', {})], work()), undefined);
});

test('a delete is refused only by a pause that names it or is about everything, and is held as any work', () => {
  const matches: [PauseMatch, boolean][] = [
    [{}, true],
    [{ kind: 'cluster.delete' }, true],
    [{ kind: 'cluster.create' }, false],
    [{ tenant: 'team-a' }, false],
    [{ tenant: 'team-a', kind: 'cluster.delete' }, true],
  ];
  for (const [match, refused] of matches) {
    const found = pauseOfAcceptance([pause('acceptance', match)], work('cluster.delete'));
    assert.equal(found !== undefined, refused, JSON.stringify(match));
  }
  assert.ok(pauseOfWork([pause('work', { tenant: 'team-a' })], work('cluster.delete')));
});
