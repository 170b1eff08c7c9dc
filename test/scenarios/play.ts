import assert from 'node:assert/strict';
import { isTerminal } from '../../src/model/job.ts';
import type { ClusterChange, CniOrder, Order } from '../../src/model/order.ts';
import { ProblemError, problem } from '../../src/model/problem.ts';
import type { ProblemCode } from '../../src/model/problem-catalogue.ts';
import type { Arm, JobStore, StoredJob } from '../../src/ports.ts';
import type { FakeCloud } from '../fakes/fake-cloud.ts';
import { createWorld, principal, type Surroundings, type World } from '../fakes/world.ts';
import type { ExpectedJob, Scenario } from './scenario.ts';

const location = 'westeurope';
const retryAfterMs = 30_000;

/** Plays a scenario to the end of all its jobs. @returns what came of it, in the words of `expected` */
export async function play(scenario: Scenario, store: JobStore): Promise<Scenario['expected']> {
  const world = createWorld(store);
  const given = scenario.given ?? {};
  furnish(world.cloud, given);
  const around = { ...world.plain, arm: throttle(refuse(world.plain.arm, given.refused ?? {}), given.throttled ?? {}) };
  const jobs: string[] = [];
  let ordered: { jobId: string; clusterId: string } | undefined;

  for (const [index, request] of scenario.requests.entries()) {
    await pass(world, around, jobs.at(-1), request.when);
    const answer = await answerOf(async () => {
      if (request.do === 'order') {
        const { job } = await world.order(request.with as Partial<Order> | undefined, around);
        ordered = { jobId: job.record.job.id, clusterId: job.record.job.clusterId };
        return job;
      }
      assert.ok(ordered, 'nothing was ordered yet');
      if (request.do === 'amend') {
        await world.amend(ordered.clusterId, request.with as ClusterChange);
        return 'amended';
      }
      if (request.do === 'install-by-hand' || request.do === 'mend-charts') {
        if (request.do === 'mend-charts') world.cloud.brokenCharts.clear();
        else world.cloud.installByHand('blue');
        return 'by hand';
      }
      if (request.do === 'change-cni') {
        return (await world.changeCni(ordered.clusterId, request.with as unknown as CniOrder, around)).job;
      }
      if (request.do === 'retry') return (await world.retry(jobs.at(-1) ?? '', around)).job;
      if (request.do === 'cancel') return (await world.cancel(ordered.jobId)).job;
      const deletion = await world.deleteCluster(ordered.clusterId, around);
      return deletion.type === 'gone' ? 'gone' : deletion.job;
    });
    if (typeof answer === 'object') {
      const { id } = answer.record.job;
      const known = jobs.includes(id);
      if (!known) jobs.push(id);
      const said = known && request.do !== 'cancel' ? 'again' : undefined;
      assert.equal(said, request.answer, `request ${index}`);
    } else {
      assert.equal(answer, request.answer, `request ${index}`);
    }
  }
  await world.recover(around);
  assert.ok(ordered, 'no order was accepted');
  const { cluster } = (await store.cluster(principal.tenant, ordered.clusterId)) ?? {};
  assert.ok(cluster);
  const { kubernetesVersion } = cluster.order;
  return {
    jobs: await Promise.all(jobs.map((id) => told(store, id))),
    cluster: { state: cluster.state, ...(kubernetesVersion ? { kubernetesVersion } : {}) },
    azure: await found(world.cloud),
  };
}

/** Lets time pass until the newest job is in that phase, or has ended. */
async function pass(world: World, around: Surroundings, jobId: string | undefined, when: string | undefined) {
  if (!when) return;
  assert.ok(jobId, 'there is no job to wait for');
  const reached = async () => {
    const { job } = (await world.read(jobId)).record;
    return when === 'ended' ? isTerminal(job.status) : job.phase === when;
  };
  await world.recover(around, reached);
  assert.ok(await reached(), `the job never was at ${when}`);
}

async function answerOf(ask: () => Promise<StoredJob | 'gone' | 'amended' | 'by hand'>): Promise<StoredJob | string> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

function furnish(cloud: FakeCloud, given: NonNullable<Scenario['given']>): void {
  for (const [name, { tags = {} }] of Object.entries(given.groups ?? {})) cloud.groups.set(name, { location, tags });
  for (const [name, { group, tags = {} }] of Object.entries(given.clusters ?? {})) {
    cloud.clusters.set(name, {
      id: `/subscriptions/s/resourcegroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`,
      provisioningState: 'Succeeded',
      tags,
      pools: [],
      settlesAt: 0,
      settlesAs: 'Succeeded',
      nodeCount: 1,
    });
  }
  Object.assign(cloud.subscription.providers, given.providers);
  for (const [id, { delegations }] of Object.entries(given.subnets ?? {})) {
    const networkId = id.replace(/\/subnets\/.*$/, '');
    const subnet = { id, name: id.split('/').at(-1) ?? '', addressPrefixes: ['10.1.0.0/16'], delegations, takenBy: [] };
    cloud.network.networks.set(networkId, {
      id: networkId,
      location,
      provisioningState: 'Succeeded',
      addressPrefixes: subnet.addressPrefixes,
      peerings: [],
      subnets: [subnet],
    });
  }
  cloud.endings.push(...(given.createsEnd ?? []));
  for (const version of given.brokenCharts ?? []) cloud.brokenCharts.add(version);
  if (given.networkPlugin) cloud.networkPlugin = given.networkPlugin;
}

/** An ARM that answers the first calls of some methods with a 429. */
function throttle(arm: Arm, counts: Record<string, number>): Arm {
  const left = new Map(Object.entries(counts));
  for (const method of left.keys()) assert.ok(method in arm, `ARM has no ${method}`);
  return new Proxy(arm, {
    get(target, member, receiver) {
      const method = Reflect.get(target, member, receiver);
      const calls = left.get(String(member)) ?? 0;
      if (typeof method !== 'function' || calls === 0) return method;
      return async () => {
        left.set(String(member), calls - 1);
        throw new ProblemError(problem('azure-throttled', 'Too many requests.'), { retryAfterMs });
      };
    },
  });
}

/** An ARM that refuses the first call of some methods. */
function refuse(arm: Arm, codes: Record<string, string>): Arm {
  const left = new Map(Object.entries(codes));
  for (const method of left.keys()) assert.ok(method in arm, `ARM has no ${method}`);
  return new Proxy(arm, {
    get(target, member, receiver) {
      const code = left.get(String(member)) as ProblemCode | undefined;
      if (!code) return Reflect.get(target, member, receiver);
      return async () => {
        left.delete(String(member));
        throw new ProblemError(problem(code, 'Refused.'));
      };
    },
  });
}

/** What the job's record and its events tell. */
async function told(store: JobStore, jobId: string): Promise<ExpectedJob> {
  const stored = await store.job(principal.tenant, jobId);
  assert.ok(stored);
  const { job } = stored.record;
  assert.deepEqual(stored.record.memos, {}, 'no notes are left behind');
  const { error, inventory } = job;
  const events = await store.events(principal.tenant, jobId);
  return {
    operation: job.operation,
    status: job.status,
    ...(error ? { code: error.code } : {}),
    ...(error?.errors ? { faults: error.errors.map(({ code }) => code) } : {}),
    steps: job.steps.filter(({ startedAt }) => startedAt !== undefined).map(({ name, status }) => `${name} ${status}`),
    ...(inventory
      ? {
          inventory: {
            exists: inventory.exists.map(shortly),
            deleted: inventory.deleted.map(shortly),
            kept: inventory.kept.map(({ id }) => shortly(id)),
          },
        }
      : {}),
    events: events.map(({ type }) => type).filter((type) => type !== 'job.phase_changed'),
  };
}

/** What is there in the end. Reading lets the fake notice what has gone meanwhile. */
async function found({ arm, clusters, groups, creates }: FakeCloud): Promise<Scenario['expected']['azure']> {
  const scope = { account: 'test', subscriptionId: 's' };
  for (const name of [...clusters.keys()]) await arm.cluster(scope, '', name);
  for (const name of [...groups.keys()]) await arm.resourceGroup(scope, name);
  return {
    clusters: [...clusters].map(([name, { provisioningState }]) => `${name} ${provisioningState}`).toSorted(),
    groups: [...groups.keys()].toSorted(),
    creates: [...creates.values()].reduce((sum, count) => sum + count, 0),
  };
}

/** `cluster blue` and `group rg-blue` for ARM ids. */
function shortly(id: string): string {
  const name = id.slice(id.lastIndexOf('/') + 1);
  return id.includes('/providers/') ? `cluster ${name}` : `group ${name}`;
}
