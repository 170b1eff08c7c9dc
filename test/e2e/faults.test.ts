import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { CATALOGUE } from '../../sandbox/faults/catalogue.ts';
import { readRow, rowsOfPage } from '../faults/table.ts';
import { type Stack, startStack } from './stack.ts';

/** Rows of the tables in `docs/sandbox.md` that are played here with every process real; a tag does for creates. */
const played = [
  'throttled',
  'gateway-page',
  'reads-lag',
  'quota',
  'lost-response',
  'poll-404',
  'create-denied',
  'create-fails',
  'failed-but-exists',
  'retried-in-vain',
  'busy',
  'lost-delete-response',
  'delete-forgotten',
  'cross-node-broken',
  'flaky-pod-network',
];

interface Row {
  fault: string;
  kind: string;
  /** What is expected, beside how the job ends. */
  told: Record<'code' | 'who' | 'cluster' | 'creates' | 'left', string>;
}

/** Those rows, of both tables. */
async function rowsPlayed(): Promise<Row[]> {
  const rows = (await rowsOfPage()).map((row) => {
    const { Fault = '', Job = '', Code = '', Cluster = '', Creates = '', ...more } = readRow(row);
    const [who = ''] = more['Class, turn']?.split(', ') ?? [];
    const told = { code: Code, who, cluster: Cluster, creates: Creates, left: more['Left in Azure'] ?? '' };
    return { fault: Fault, kind: Job, told };
  });
  return rows.filter(({ fault }) => played.includes(fault));
}

const rows = await rowsPlayed();
const nameOf = (fault: string, kind: string) => `${kind.slice(0, 1)}-${fault}`;

describe('what Azure gets wrong', { concurrency: true }, () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack();
    await stack.faults([
      ...rows.flatMap(({ fault: name, kind }) => {
        if (kind !== 'delete') return [];
        const { on, timesByTag: times } = CATALOGUE[name] ?? {};
        const calls = on ? { on: on.filter((call) => call !== 'put') } : {};
        return [{ name, match: { group: `rg-${nameOf(name, kind)}` }, times, params: calls }];
      }),
      { name: 'create-fails', match: { cluster: 'cleaned' } },
      { name: 'locked', match: { group: 'rg-locked-group' }, times: 1, params: { on: ['group-delete'] } },
      { name: 'lost-response', match: { group: 'rg-lost-group' }, times: 1, params: { on: ['group-put'] } },
      { name: 'lost-delete-response', match: { group: 'rg-lost-delete' }, times: 1, params: { on: ['group-delete'] } },
      { name: 'overtaken', match: { cluster: 'other-slipway' }, params: { tags: { 'slipway-instance': 'elsewhere' } } },
      {
        name: 'overtaken',
        match: { cluster: 'other-order' },
        params: { tags: { 'slipway-instance': 'slipway', 'slipway-cluster': 'cls_other' } },
      },
    ]);
  });
  after(() => stack.stop());

  const external = { cni: { plugin: 'external' } };
  /** Orders a cluster whose tag makes the sandbox misbehave, and waits for the end. */
  async function orderWith(fault: string, more: object = {}) {
    const { id } = await stack.order(fault.replaceAll(',', '-and-'), { tags: { 'sandbox-fault': fault }, ...more });
    return stack.ended(id);
  }
  async function created(name: string) {
    const job = await stack.ended((await stack.order(name, external)).id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    return job.clusterId;
  }
  const outcomes = (jobId: string) => stack.logOf(jobId).map(({ outcome }) => outcome);
  async function stateOf(clusterId: string) {
    const { status, body } = await stack.ask<{ state: string }>('GET', `/v1/clusters/${clusterId}`);
    return status === 410 ? 'Deleted' : body.state;
  }
  /** What the sandbox holds of an order: `cluster, group`, `group` or `nothing`. */
  async function leftOf(name: string) {
    const { clusters, groups } = await stack.azure();
    const left = [
      ...clusters.filter((each) => each.name === name).map(() => 'cluster'),
      ...groups.filter((each) => each.name === `rg-${name}`).map(() => 'group'),
    ];
    return left.join(', ') || 'nothing';
  }

  for (const { fault, kind, told } of rows) {
    const ends = told.code === '' ? 'Succeeded' : 'Failed';
    test(`${fault} at a ${kind}: ${ends} ${told.code}`.trim(), async () => {
      const name = nameOf(fault, kind);
      const tags = kind === 'create' ? { 'sandbox-fault': fault } : {};
      const order = { ...(CATALOGUE[fault]?.course === 'inside' ? {} : external), tags };
      let job = await stack.ended((await stack.order(name, order)).id);
      if (kind === 'delete') {
        assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
        job = await stack.ended((await stack.remove(job.clusterId)).id);
      }
      assert.equal(job.status, ends, JSON.stringify(job.error));
      const seen = {
        code: job.error?.code ?? '',
        who: job.error?.class ?? '',
        cluster: await stateOf(job.clusterId),
        creates: `${await stack.creates(name)}`,
        left: await leftOf(name),
      };
      assert.deepEqual(seen, told, JSON.stringify(job.error));
    });
  }

  test('waiting out a 429, or an Azure that is busy, is no failed attempt; no answer is one', async () => {
    for (const fault of ['throttled', 'busy', 'service-unavailable']) {
      const job = await orderWith(fault, { name: `counted-${fault}` });
      assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
      assert.equal(outcomes(job.id).includes('retry'), fault === 'service-unavailable', fault);
    }
  });

  test('a create that Azure fails ends with Azure’s own code, a remedy, and an event that says the same', async () => {
    const job = await orderWith('create-fails', { name: 'told' });
    assert.match(job.error?.azure?.code ?? '', /^[A-Z]\w+$/);
    assert.ok(job.error?.azure?.message);
    const [logged] = job.diagnosis?.activityLog ?? [];
    assert.equal(logged?.code, job.error?.azure?.code, 'as the activity log says');
    assert.equal(logged?.correlationId, job.error?.azure?.correlationId, 'by the id of the create');
    assert.equal((await stack.cluster(job.clusterId)).error?.code, job.error?.code);
    await stack.receiver.arrived(job.id, 'job.failed', 'cluster.provisioning_failed');
    const told = stack.receiver.of(job.id).find(({ type }) => type === 'job.failed');
    assert.deepEqual(told?.data.job?.['error'], job.error);
    assert.deepEqual(told?.data.job?.['diagnosis'], job.diagnosis);
  });

  test('with onFailure delete a create that Azure fails leaves nothing, and ends with the first problem', async () => {
    const { id } = await stack.order('cleaned', { onFailure: 'delete' });
    const job = await stack.ended(id);
    assert.equal(job.status, 'Failed');
    assert.ok(job.error?.azure?.code);
    assert.deepEqual(job.inventory?.exists, []);
    assert.equal(await leftOf('cleaned'), 'nothing');
  });

  test('a cluster with a network plug-in of Azure’s own is refused, before helm touches it', async () => {
    const job = await orderWith('plugin-replaced', { name: 'replaced' });
    assert.equal(job.error?.retryable, 'never');
    assert.equal(job.steps.find(({ name }) => name === 'install-cni')?.status, 'Skipped');
  });

  test('a 412 for a cluster of ours, whose create was lost and which nobody sees yet, is carried on', async () => {
    const job = await orderWith('lost-response,reads-lag', external);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await stack.creates('lost-response-and-reads-lag'), 1);
  });

  for (const [name, whose] of [
    ['other-slipway', 'made for another order (by the Slipway elsewhere)'],
    ['other-order', 'made for another order (by the Slipway slipway)'],
  ] as const) {
    test(`a 412 for a cluster that bears tags of ${name} is a conflict that says so, and it is left alone`, async () => {
      const job = await stack.ended((await stack.order(name, external)).id);
      assert.equal(job.error?.code, 'azure-conflict');
      assert.ok(job.error?.detail.includes(whose), job.error?.detail);
      assert.equal(await stack.creates(name), 0);
      await stack.remove(job.clusterId).then(({ id }) => stack.ended(id));
      assert.equal(await leftOf(name), 'cluster, group', 'a delete does not touch it either');
    });
  }

  test('a locked group is told with its remedy, and the delete goes on once the lock is gone', async () => {
    const clusterId = await created('locked-group');
    const job = await stack.ended((await stack.remove(clusterId)).id);
    assert.deepEqual([job.status, job.error?.code], ['Failed', 'azure-locked']);
    assert.match(job.error?.remedy ?? '', /Remove the lock/);
    assert.match(job.error?.azure?.message ?? '', /rg-locked-group/);
    assert.ok(
      job.inventory?.deleted.some((id) => id.endsWith('/locked-group')),
      'the cluster is gone',
    );
    assert.deepEqual(
      job.inventory?.exists.map((id) => id.split('/').at(-1)),
      ['rg-locked-group'],
      'the group is not',
    );
    const again = await stack.ended((await stack.remove(clusterId)).id);
    assert.equal(again.status, 'Succeeded', JSON.stringify(again.error));
    assert.equal(await leftOf('locked-group'), 'nothing');
  });

  test('a group whose making was accepted and never answered is ours, and goes with the cluster', async () => {
    const clusterId = await created('lost-group');
    const job = await stack.ended((await stack.remove(clusterId)).id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await leftOf('lost-group'), 'nothing');
  });

  test('a delete of a group that was accepted and never answered is seen through', async () => {
    const job = await stack.ended((await stack.remove(await created('lost-delete'))).id);
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.equal(await leftOf('lost-delete'), 'nothing');
  });
});
