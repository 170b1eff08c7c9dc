import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ClusterView, JobView } from './client.ts';
import { stepsOf } from './client.ts';
import { type Stack, startStack } from './stack.ts';

const mainSteps = [
  'preflight',
  'resource-group',
  'managed-cluster',
  'api-server-answers',
  'nodes-registered',
  'install-cni',
  'nodes-ready',
  'pods-connect',
  'remove-probe',
  'outputs',
];
const missingCni = /container runtime network not ready.*cni plugin not initialized/;

describe('an order for a cluster with Cilium, by real processes', () => {
  let stack: Stack;
  let job: JobView;
  let awaiting: JobView;
  let cluster: ClusterView;
  before(async () => {
    stack = await startStack();
    awaiting = await stack.order('bare', { cni: { plugin: 'external' } });
    const { id } = await stack.order('blue', { ticket: { system: 'servicenow', id: 'CHG0030015' } });
    job = await stack.ended(id);
    cluster = await stack.cluster(job.clusterId);
  });
  after(() => stack.stop());

  test('ends Succeeded, and job and cluster say the same', () => {
    assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
    assert.deepEqual(
      stepsOf(job),
      mainSteps.map((name) => `${name} Succeeded`),
    );
    assert.equal(job.resourceLocation, cluster.links.self);
    assert.equal(cluster.state, 'Ready');
    assert.equal(cluster.lastJob, job.id);
    assert.equal(cluster.activeJob, undefined);
    assert.equal(cluster.observed.networkPlugin, 'none');
    assert.equal(cluster.observed.readyNodes, 3);
  });

  test('the nodes were NotReady for want of a CNI, and are Ready because of it', async () => {
    const { source, items, beforeCni = [] } = await stack.nodes(cluster.id);
    assert.equal(beforeCni.length, 3);
    for (const node of beforeCni) {
      assert.equal(node.ready, false);
      assert.match(node.message, missingCni);
    }
    assert.equal(source, 'live');
    assert.deepEqual(
      items.map(({ ready }) => ready),
      [true, true, true],
    );
  });

  test('helm and kubectl see the same with the kubeconfig that the API hands out', async () => {
    const releases = await stack.run('helm', cluster.id, 'list', '-A', '-o', 'json');
    const [release, ...others] = JSON.parse(releases);
    assert.deepEqual(others, []);
    assert.equal(release.name, cluster.observed.cni?.release);
    assert.equal(release.status, 'deployed');
    assert.equal(release.chart, `cilium-${cluster.observed.cni?.version}`);
    const nodes = await stack.run('kubectl', cluster.id, 'get', 'nodes', '-o', 'wide', '--no-headers');
    const lines = nodes.trim().split('\n');
    assert.equal(lines.length, 3);
    for (const line of lines)
      assert.match(line, new RegExp(`^aks-\\S+ +Ready .* v${cluster.order.kubernetesVersion} `));
  });

  test('its webhooks verify with a library that is not ours, and tell what the job says', async () => {
    const { receiver } = stack;
    await receiver.arrived(job.id, 'job.accepted', 'job.succeeded', 'cluster.provisioned');
    const recorded = await stack.events(job.id);
    await receiver.arrived(job.id, ...recorded.map(({ type }) => type));
    assert.deepEqual(receiver.refused, []);
    assert.deepEqual(
      recorded.map(({ type }) => type),
      [
        'job.accepted',
        'job.started',
        ...mainSteps.map(() => 'job.phase_changed'),
        'job.succeeded',
        'cluster.provisioned',
      ],
    );
    const sequences = recorded.map(({ sequence }) => sequence);
    assert.deepEqual(sequences, [...new Set(sequences)].toSorted());
    for (const event of recorded) {
      const copies = receiver.received.filter((each) => each.event.id === event.id);
      assert.ok(copies.length >= 1, `${event.type} was delivered`);
      for (const copy of copies) {
        assert.deepEqual(copy.event, event);
        assert.equal(copy.headers['webhook-id'], event.id);
        assert.equal(copy.headers['slipway-event-type'], event.type);
      }
    }
    const told = recorded.find(({ type }) => type === 'job.succeeded');
    assert.equal(told?.data.job?.['status'], job.status);
    assert.equal(told?.data.job?.['finishedAt'], job.finishedAt);
    assert.equal(told?.data.cluster?.['state'], cluster.state);
    assert.equal(told?.data.ticket?.id, 'CHG0030015');
  });

  test('with an external CNI it stops at AwaitingCni, its nodes NotReady', async () => {
    const external = await stack.ended(awaiting.id);
    assert.equal(external.status, 'Succeeded', JSON.stringify(external.error));
    assert.equal((await stack.cluster(external.clusterId)).state, 'AwaitingCni');
    const { items } = await stack.nodes(external.clusterId);
    assert.equal(items.length, 3);
    for (const node of items) {
      assert.equal(node.ready, false);
      assert.match(node.message, missingCni);
    }
    assert.equal((await stack.run('helm', external.clusterId, 'list', '-A', '-q')).trim(), '');
  });

  test('deleted, it leaves nothing behind, and its name is free again', async () => {
    const mine = (name: string) => name.includes('blue');
    const groupNames = async () =>
      (await stack.azure()).groups
        .map(({ name }) => name)
        .filter(mine)
        .toSorted();
    assert.deepEqual(await groupNames(), ['MC_rg-blue_blue_westeurope', 'rg-blue']);
    const removal = await stack.ended((await stack.remove(cluster.id)).id);
    assert.equal(removal.status, 'Succeeded', JSON.stringify(removal.error));
    assert.ok(!(await stack.azure()).clusters.some(({ name }) => mine(name)));
    assert.deepEqual(await groupNames(), []);
    assert.equal((await stack.ask('GET', `/v1/clusters/${cluster.id}`)).status, 410);
    await stack.receiver.arrived(removal.id, 'job.succeeded', 'cluster.deleted');

    const again = await stack.order('blue');
    assert.notEqual(again.clusterId, cluster.id);
  });
});
