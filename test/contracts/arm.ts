import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Arm, ArmClusterBody, ArmScope, OperationState } from '../../src/ports.ts';
import { problemOf } from '../fakes/problem-of.ts';

/** An Azure of one test: empty, but for what every subscription has. */
export interface ArmWorld {
  arm: Arm;
  scope: ArmScope;
  location: string;
  /** Lets some of Azure's time pass. */
  later(): void | Promise<void>;
  /** Has the next create of this cluster end badly. */
  spoil(cluster: string): void;
}

const group = 'contract-rg';
const name = 'contract-demo';
const tags = { 'slipway-cluster': 'cls_1' };

export function bodyIn(
  { location }: ArmWorld,
  kubernetesVersion: string,
  own: Record<string, string> = tags,
): ArmClusterBody {
  return {
    location,
    tags: own,
    sku: { name: 'Base', tier: 'Free' },
    identity: { type: 'SystemAssigned' },
    properties: {
      kubernetesVersion,
      dnsPrefix: 'demo',
      agentPoolProfiles: [{ name: 'nodepool1', mode: 'System', count: 2, maxPods: 110, osType: 'Linux' }],
      networkProfile: {
        networkPlugin: 'none',
        podCidr: '10.244.0.0/16',
        serviceCidr: '10.0.0.0/16',
        dnsServiceIP: '10.0.0.10',
        outboundType: 'loadBalancer',
      },
    },
  };
}

/** What every `Arm` must do, seen from the steps that use it. */
export function armContract(kind: string, open: (t: TestContext) => Promise<ArmWorld>): void {
  async function ended({ arm, scope, later }: ArmWorld, token: string | undefined): Promise<OperationState> {
    assert.ok(token);
    for (;;) {
      const state = await arm.operation(scope, token);
      if (state.status !== 'running') return state;
      await later();
    }
  }

  async function gone({ arm, scope, later }: ArmWorld): Promise<void> {
    while (await arm.cluster(scope, group, name)) await later();
  }

  async function created(world: ArmWorld) {
    const { arm, scope, location } = world;
    await arm.createResourceGroup(scope, group, location, {});
    const offered = await arm.kubernetesVersions(scope, location);
    const version = offered.find(({ isDefault }) => isDefault)?.version ?? '';
    const answer = await arm.createCluster(scope, group, name, bodyIn(world, version));
    assert.ok(answer.type === 'created');
    return { version, token: answer.token };
  }

  describe(`Azure Resource Manager (${kind})`, () => {
    test('what does not exist is undefined, and deleting or aborting it is no error', async (t) => {
      const { arm, scope } = await open(t);
      assert.equal(await arm.resourceGroup(scope, group), undefined);
      assert.equal(await arm.cluster(scope, group, name), undefined);
      await arm.deleteCluster(scope, group, name, undefined);
      await arm.deleteResourceGroup(scope, group);
      await arm.abortCluster(scope, group, name);
    });

    test('a resource group is made with its tags, and goes', async (t) => {
      const { arm, scope, location, later } = await open(t);
      await arm.createResourceGroup(scope, group, location, { a: 'b' });
      const made = await arm.resourceGroup(scope, group);
      assert.deepEqual([made?.location, made?.tags], [location, { a: 'b' }]);
      assert.deepEqual(await arm.resourcesIn(scope, group), []);
      await arm.tagResourceGroup(scope, group, { c: 'd' });
      assert.deepEqual((await arm.resourceGroup(scope, group))?.tags, { c: 'd' }, 'in place of what was there');
      await arm.deleteResourceGroup(scope, group);
      while (await arm.resourceGroup(scope, group)) await later();
      await arm.tagResourceGroup(scope, group, { e: 'f' });
      assert.equal(await arm.resourceGroup(scope, group), undefined, 'a tag brings nothing back');
    });

    test('AKS is registered and offers versions, newest last, one of them the default', async (t) => {
      const { arm, scope, location } = await open(t);
      assert.equal((await arm.providers(scope))['microsoft.containerservice'], 'Registered');
      const offered = await arm.kubernetesVersions(scope, location);
      const ordered = offered.map(({ version }) => version);
      assert.deepEqual(
        ordered,
        ordered.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })),
      );
      assert.equal(offered.filter(({ isDefault }) => isDefault).length, 1);
    });

    test('a create is answered while it runs, and is seen through by its token', async (t) => {
      const world = await open(t);
      const { arm, scope } = world;
      const { version, token } = await created(world);
      const early = await arm.cluster(scope, group, name);
      assert.equal(early?.provisioningState, 'Creating');
      assert.deepEqual(await ended(world, token), { status: 'succeeded' });
      const late = await arm.cluster(scope, group, name);
      assert.deepEqual(
        [late?.provisioningState, late?.networkPlugin, late?.kubernetesVersion, late?.tags],
        ['Succeeded', 'none', version, tags],
      );
      assert.ok(late?.fqdn && late.nodeResourceGroup);
      assert.match(late.id, new RegExp(`/resourcegroups/${group}/.*/managedClusters/${name}$`, 'i'));
      const inside = await arm.resourcesIn(scope, group);
      assert.deepEqual(
        inside.map((id) => id.split('/').at(-1)),
        [name],
      );
      assert.ok(await arm.kubeconfig(scope, group, name, 'admin'));
      assert.ok(await arm.kubeconfig(scope, group, name, 'user'));
    });

    test('all clusters of a subscription are listed, each with what was ordered', async (t) => {
      const world = await open(t);
      const { arm, scope, location } = world;
      assert.deepEqual(await arm.clusters(scope), { items: [] });
      const { version, token } = await created(world);
      await ended(world, token);
      const { items, next } = await arm.clusters(scope);
      const [seen] = items;
      assert.deepEqual([items.length, next], [1, undefined]);
      const known = await arm.cluster(scope, group, name);
      assert.deepEqual([seen?.id, seen?.etag, seen?.tags], [known?.id, known?.etag, tags]);
      assert.deepEqual([seen?.group, seen?.name], [group, name]);
      assert.deepEqual([seen?.provisioningState, seen?.kubernetesVersion], ['Succeeded', version]);
      assert.ok(seen);
      const { dnsPrefix, agentPoolProfiles = [], networkProfile } = seen.body.properties;
      assert.deepEqual([seen.body.location, dnsPrefix], [location, 'demo']);
      const pools = agentPoolProfiles.map((pool) => [pool.name, pool.mode, pool.count, pool.maxPods]);
      assert.deepEqual(pools, [['nodepool1', 'System', 2, 110]]);
      const { podCidr: _, ...sent } = bodyIn(world, version).properties.networkProfile ?? {};
      const kept = Object.fromEntries(Object.keys(sent).map((key) => [key, networkProfile?.[key]]));
      assert.deepEqual(kept, sent);
      assert.equal(networkProfile?.podCidr, undefined, 'a range of pods is not kept with plug-in none');
    });

    test('a maintenance window can be put again and again, and only below a cluster', async (t) => {
      const world = await open(t);
      const { arm, scope } = world;
      const weekly = { dayOfWeek: 'Sunday', startTime: '02:00', utcOffset: '+01:00' } as const;
      const window = { ...weekly, durationHours: 6, intervalWeeks: 2 };
      const put = () => arm.setMaintenanceWindow(scope, group, name, 'aksManagedNodeOSUpgradeSchedule', window);
      const { problem } = await problemOf(put());
      assert.equal(problem.code, 'azure-not-found');
      const { token } = await created(world);
      await ended(world, token);
      await put();
      await put();
    });

    test('the resource groups with a tag are listed, and no others', async (t) => {
      const { arm, scope, location } = await open(t);
      await arm.createResourceGroup(scope, 'ours', location, { 'slipway-instance': "o'clock", more: 'x' });
      await arm.createResourceGroup(scope, 'theirs', location, { 'slipway-instance': 'another' });
      await arm.createResourceGroup(scope, 'nobodys', location, {});
      const { items } = await arm.taggedGroups(scope, 'slipway-instance', "o'clock");
      assert.deepEqual(items, [
        { name: 'ours', location, tags: { 'slipway-instance': "o'clock", more: 'x' }, provisioningState: 'Succeeded' },
      ]);
    });

    test('a second create finds the first and changes nothing', async (t) => {
      const world = await open(t);
      const { arm, scope } = world;
      const { version } = await created(world);
      const again = await arm.createCluster(scope, group, name, bodyIn(world, version, { other: 'owner' }));
      assert.deepEqual(again, { type: 'exists' });
      assert.deepEqual((await arm.cluster(scope, group, name))?.tags, tags);
    });

    test('a create that fails says why, and not that trying again might help', async (t) => {
      const world = await open(t);
      world.spoil(name);
      const { token } = await created(world);
      const end = await ended(world, token);
      assert.ok(end.status === 'failed');
      assert.notEqual(end.problem.retryable, 'now');
      assert.ok(end.problem.detail);
      assert.equal((await world.arm.cluster(world.scope, group, name))?.provisioningState, 'Failed');
    });

    test('the create of a failed cluster, sent once more to the one that was looked at, mends it', async (t) => {
      const world = await open(t);
      const { arm, scope, spoil } = world;
      spoil(name);
      const { version, token } = await created(world);
      await ended(world, token);
      const seen = await arm.cluster(scope, group, name);
      assert.ok(seen?.etag && seen.provisioningState === 'Failed');
      const body = bodyIn(world, version);
      assert.deepEqual(await arm.createCluster(scope, group, name, body, 'an-older-one'), { type: 'exists' });
      const again = await arm.createCluster(scope, group, name, body, seen.etag);
      assert.ok(again.type === 'created');
      assert.deepEqual(await ended(world, again.token), { status: 'succeeded' });
      assert.equal((await arm.cluster(scope, group, name))?.provisioningState, 'Succeeded');
    });

    test('a create sent once more to a cluster that has gone makes none', async (t) => {
      const world = await open(t);
      const { arm, scope, location } = world;
      await arm.createResourceGroup(scope, group, location, {});
      const answer = await arm.createCluster(scope, group, name, bodyIn(world, ''), 'of one that is gone');
      assert.deepEqual(answer, { type: 'exists' });
      assert.equal(await arm.cluster(scope, group, name), undefined);
    });

    test('a create that is aborted ends as Canceled', async (t) => {
      const world = await open(t);
      const { arm, scope, later } = world;
      await created(world);
      await arm.abortCluster(scope, group, name);
      const state = async () => (await arm.cluster(scope, group, name))?.provisioningState;
      while ((await state()) !== 'Canceled') await later();
    });

    test('the tags of the cluster that was looked at are replaced, and of no other', async (t) => {
      const world = await open(t);
      const { arm, scope, later } = world;
      await ended(world, (await created(world)).token);
      const look = () => arm.cluster(scope, group, name);
      const seen = await look();
      const tags = { ...seen?.tags, 'slipway-cni': 'antrea' };
      assert.equal(await arm.tagCluster(scope, group, name, tags, 'an-older-one'), 'changed');
      assert.deepEqual((await look())?.tags, seen?.tags);
      assert.equal(await arm.tagCluster(scope, group, name, tags, seen?.etag), 'accepted');
      assert.deepEqual((await look())?.tags, tags);
      while ((await look())?.provisioningState !== 'Succeeded') await later();
      assert.notEqual((await look())?.etag, seen?.etag);
    });

    test('a cluster that is deleted is Deleting until it is gone', async (t) => {
      const world = await open(t);
      const { arm, scope } = world;
      await ended(world, (await created(world)).token);
      const seen = await arm.cluster(scope, group, name);
      assert.deepEqual(await arm.deleteCluster(scope, group, name, 'an-older-one'), { type: 'changed' });
      const sent = await arm.deleteCluster(scope, group, name, seen?.etag);
      assert.ok(seen?.etag && sent.type === 'accepted');
      const { token } = sent;
      const state = (await arm.cluster(scope, group, name))?.provisioningState;
      assert.ok(state === 'Deleting' || state === undefined);
      const end = await ended(world, token);
      assert.ok(end.status === 'succeeded' || end.status === 'unknown');
      await gone(world);
    });
  });
}
