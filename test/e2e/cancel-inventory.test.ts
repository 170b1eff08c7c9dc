import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { JobView } from './client.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

const kinds = ['keep', 'delete'] as const;

describe('a cancel, at each phase of a create, says truly what is left', () => {
  let stack: Stack;
  before(async () => {
    stack = await startStack();
    await stack.faults([
      { name: 'busy', match: { cluster: 'refused-*' } },
      { name: 'slow', match: { cluster: 'creating-*' } },
      { name: 'nodes-never-ready', match: { cluster: 'unready-*' } },
    ]);
  });
  after(() => stack.stop());

  /** ARM ids, in small letters, of everything in Azure that has to do with the order. */
  async function left(name: string): Promise<string[]> {
    const { clusters, groups } = await stack.azure();
    const ids = [
      ...clusters.filter((each) => each.name === name).map(({ id }) => id),
      ...groups
        .filter((each) => each.name.includes(name))
        .map((each) => `/subscriptions/${each.subscriptionId}/resourceGroups/${each.name}`),
    ];
    return ids.map((id) => id.toLowerCase()).toSorted();
  }

  async function cancelAt(
    name: string,
    onFailure: (typeof kinds)[number],
    reached: (job: JobView) => Promise<unknown>,
  ) {
    const job = await stack.order(name, { onFailure });
    await reached(job);
    return { job, name, onFailure };
  }

  async function assertTold({ job: { id, clusterId }, name, onFailure }: Awaited<ReturnType<typeof cancelAt>>) {
    await stack.cancel(id);
    const job = await stack.ended(id, 120);
    assert.equal(job.status, 'Canceled', name);
    const { inventory } = job;
    assert.deepEqual(inventory?.exists.map((each) => each.toLowerCase()).toSorted(), await left(name), name);
    assert.deepEqual(inventory?.kept, [], name);
    if (onFailure === 'delete') assert.deepEqual(await left(name), [], name);
    const states = (await stack.azure()).clusters.filter((each) => each.name === name);
    for (const { provisioningState } of states) assert.match(provisioningState, /^(Succeeded|Failed|Canceled)$/, name);
    assert.equal((await stack.cluster(clusterId)).state, 'Canceled');
    return job;
  }

  const at = (phase: string) => (job: JobView) => stack.follow(job.id, (seen) => seen.phase === phase);
  const phases: [name: string, reached: (name: string) => (job: JobView) => Promise<unknown>][] = [
    ['queued', () => async () => undefined],
    ['refused', () => at('managed-cluster')],
    [
      'creating',
      (name) => () =>
        until(
          'the create',
          () => stack.creates(name),
          (count) => count === 1,
        ),
    ],
    ['unready', () => at('nodes-ready')],
  ];

  for (const onFailure of kinds) {
    test(`before the create, while Azure refuses it, while Azure works, and waiting for nodes (${onFailure})`, async () => {
      const canceled = phases.map(async ([phase, reached]) => {
        const name = `${phase}-${onFailure}`;
        return assertTold(await cancelAt(name, onFailure, reached(name)));
      });
      const [, refused, creating, unready] = await Promise.all(canceled);
      const exist = onFailure === 'keep' ? [1, 3, 3] : [0, 0, 0];
      const counts = [refused, creating, unready].map((job) => job?.inventory?.exists.length);
      assert.deepEqual(counts, exist, 'cluster, node group and group, as far as each order got');
      assert.equal(unready?.inventory?.deleted.length, onFailure === 'keep' ? 0 : 3);
    });
  }

  test('in the middle of helm', async () => {
    stack.helm.hold();
    const held = await Promise.all(kinds.map((kind) => cancelAt(`helming-${kind}`, kind, at('install-cni'))));
    await stack.helm.started(2);
    const told = Promise.all(held.map(assertTold));
    await until(
      'the cancels',
      () => Promise.all(held.map(({ job }) => stack.ask<JobView>('GET', `/v1/jobs/${job.id}`))),
      (answers) => answers.every(({ body }) => 'cancelRequestedAt' in body),
    );
    stack.helm.release();
    const [kept, deleted] = await told;
    assert.deepEqual([kept?.inventory?.exists.length, deleted?.inventory?.deleted.length], [3, 3]);
  });
});
