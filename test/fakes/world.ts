import { advance } from '../../src/engine/advance.ts';
import type { EngineDeps } from '../../src/engine/deps.ts';
import { force } from '../../src/engine/force.ts';
import { sweep } from '../../src/engine/sweep.ts';
import { isTerminal } from '../../src/model/job.ts';
import type { ClusterChange, CniOrder, Order } from '../../src/model/order.ts';
import type { Principal } from '../../src/model/principal.ts';
import { tenantScopes } from '../../src/model/principal.ts';
import type { Budgets, FactCache, JobStore, Origins, Standpoint, StoredJob, WakeUps } from '../../src/ports.ts';
import { type CniCatalogue, cniCatalogue, resolveCni } from '../../src/provisioning/cni/index.ts';
import { createSteps } from '../../src/provisioning/steps/index.ts';
import { amendCluster } from '../../src/usecases/amend-cluster.ts';
import { cancelJob } from '../../src/usecases/cancel-job.ts';
import { changeCni } from '../../src/usecases/change-cni.ts';
import { deleteCluster } from '../../src/usecases/delete-cluster.ts';
import type { JobUseCaseDeps, RequestOptions } from '../../src/usecases/deps.ts';
import { forceJob } from '../../src/usecases/operator/force-job.ts';
import type { Operator } from '../../src/usecases/operator/index.ts';
import { inventoryVerbs } from '../../src/usecases/operator/inventory.ts';
import { listJobs } from '../../src/usecases/operator/list-jobs.ts';
import { pause } from '../../src/usecases/operator/pause.ts';
import { resume } from '../../src/usecases/operator/resume.ts';
import { requestCluster } from '../../src/usecases/request-cluster.ts';
import { retryJob } from '../../src/usecases/retry-job.ts';
import { createFakeClock, createFakeIds, createRecordedLog, type FakeClock } from './clock.ts';
import { createFakeCloud, type FakeCloud } from './fake-cloud.ts';
import { fakeOrigins } from './fake-origins.ts';
import { createMemoryFactCache } from './memory-fact-cache.ts';
import { createMemoryPauseStore } from './memory-pause-store.ts';
import { fakeStandpoint } from './standpoint.ts';

export const principal: Principal = { id: 'key:test', tenant: 'team-a', scopes: tenantScopes };
export const publicUrl = 'https://slipway.example';
const subscriptionId = '00000000-0000-0000-0000-000000000001';

export const firstOrder: Order = {
  name: 'blue',
  resourceGroup: { name: 'rg-blue', create: true },
  location: 'westeurope',
  cni: { plugin: 'cilium' },
};

/** What surrounds one engine: replaced when a test lets a "process" die. */
export interface Surroundings {
  store: JobStore;
  arm: FakeCloud['arm'];
  kube: FakeCloud['kube'];
  helm: FakeCloud['helm'];
  wakeUps: WakeUps;
  /** What the process reaches of private clusters. */
  privateReach?: readonly string[];
  /** Where charts and images come from, if not from the fake that has everything. */
  origins?: Origins;
}

export interface WorldOptions {
  /** One whose `advanceTo` takes turns of the event loop is waited for. */
  clock?: FakeClock;
  catalogue?: CniCatalogue;
}

/** Everything but the store is a fake on one fake clock; wake-ups are kept in a list that the test works off. */
export function createWorld(
  store: JobStore,
  { clock = createFakeClock(), catalogue = cniCatalogue() }: WorldOptions = {},
) {
  const ids = createFakeIds();
  const log = createRecordedLog();
  const cloud = createFakeCloud(clock);
  const pending: { jobId: string; wake: number; dueAt: number }[] = [];
  const eventHints: string[] = [];
  const wakeUps: WakeUps = {
    async job(jobId, wake, dueAt) {
      pending.push({ jobId, wake, dueAt });
    },
    async event(id) {
      eventHints.push(id);
    },
    async delivery() {},
  };
  const factCache = createMemoryFactCache();
  const standpoint = fakeStandpoint();
  const origins = fakeOrigins();
  const budgets: Budgets = { reserve: async () => 0 };
  const pauses = createMemoryPauseStore();
  const plain: Surroundings = { store, arm: cloud.arm, kube: cloud.kube, helm: cloud.helm, wakeUps };

  function engine(around: Surroundings = plain): EngineDeps {
    const steps = createSteps({
      origins,
      ...around,
      factCache,
      standpoint,
      clock,
      catalogue,
      jobs: around.store,
      instance: 'test',
      privateReach: around.privateReach ?? [],
      probe: { image: 'registry.example/busybox@sha256:0' },
      intervals: { armMs: 20_000, kubeMs: 5_000, lateActMs: 45_000, patienceMs: 600_000 },
    });
    return {
      ...around,
      budgets,
      pauses,
      clock,
      ids,
      log,
      steps,
      stopping: { asked: new AbortController().signal, over: new AbortController().signal },
      publicUrl,
      lease: { durationMs: 12_000, renewMs: 4_000 },
      retry: { baseMs: 2_000, capMs: 300_000, busyMs: 20_000, maxTries: 8 },
    };
  }

  function useCaseDeps(
    around: Surroundings = plain,
  ): JobUseCaseDeps & { factCache: FactCache; origins: Origins; standpoint: Standpoint } {
    return {
      origins,
      ...around,
      factCache,
      standpoint,
      clock,
      ids,
      log,
      publicUrl,
      pauses,
      intake: { state: () => 'open' },
      accountsOf: () => [{ name: 'test', subscriptions: [subscriptionId] }],
      resolveCni: (cni) => resolveCni(catalogue, cni),
      idempotencyMs: 24 * 60 * 60_000,
    };
  }

  function operator(around: Surroundings = plain): Operator {
    const limits = { graceMs: 15_000, quietMs: 900_000, tries: 4 };
    const accounts = [{ name: 'test', subscriptions: [subscriptionId] }];
    return {
      listJobs: listJobs({ ...around, clock, limits }),
      forceJob: forceJob({ force: force(engine(around)), log }),
      pauses: pauses.all,
      pause: pause({ pauses, clock, ids, log }),
      resume: resume({ pauses, log }),
      ...inventoryVerbs({
        ...{ ...around, budgets, clock, log, accounts, accountsOf: () => accounts, instance: 'test' },
        deleteCluster: deleteCluster(useCaseDeps(around)),
      }),
    };
  }

  /** Works off wake-ups in the order of their times, until none is left or `until` says so. */
  async function drain(around: Surroundings = plain, until: () => boolean | Promise<boolean> = () => false) {
    const deps = engine(around);
    for (let turns = 0; turns < 5_000; turns += 1) {
      if (await until()) return;
      pending.sort((a, b) => a.dueAt - b.dueAt);
      const next = pending.shift();
      if (!next) return;
      await clock.advanceTo(next.dueAt);
      await advance(deps, next.jobId);
    }
    throw new Error('the jobs do not come to an end');
  }

  /**
   * As `drain`, with another process's sweeper beside it, which looks every twenty seconds: what a dead worker or a lost
   * hint left behind is found. Ends when every job has.
   */
  const sweepJobs = sweep({ clock, log, graceMs: 5_000, pageSize: 100 }, [
    { name: 'jobs', find: store.overdue, wake: wakeUps.job },
  ]);
  async function recover(around: Surroundings = plain, until: () => boolean | Promise<boolean> = () => false) {
    const deps = engine(around);
    let sweepAt = clock.now() + 20_000;
    for (let turns = 0; turns < 20_000; turns += 1) {
      if (await until()) return;
      pending.sort((a, b) => a.dueAt - b.dueAt);
      const next = pending[0];
      if (next && next.dueAt < sweepAt) {
        pending.shift();
        await clock.advanceTo(next.dueAt);
        await advance(deps, next.jobId);
        continue;
      }
      if (!next) {
        const { items } = await store.jobs(principal.tenant, {}, 50);
        if (items.every(({ record }) => isTerminal(record.job.status))) return;
      }
      await clock.advanceTo(sweepAt);
      await sweepJobs();
      sweepAt += 20_000;
    }
    throw new Error('the jobs do not come to an end');
  }

  async function read(jobId: string): Promise<StoredJob> {
    const stored = await store.job(principal.tenant, jobId);
    if (!stored) throw new Error(`no job ${jobId}`);
    return stored;
  }

  return {
    clock,
    ids,
    log,
    cloud,
    standpoint,
    pending,
    eventHints,
    plain,
    engine,
    drain,
    recover,
    read,
    order: (order: Partial<Order> = {}, around?: Surroundings, options?: RequestOptions) =>
      requestCluster(useCaseDeps(around))(principal, { ...firstOrder, ...order }, options),
    deleteCluster: (clusterId: string, around?: Surroundings, options?: RequestOptions) =>
      deleteCluster(useCaseDeps(around))(principal, clusterId, options),
    changeCni: (clusterId: string, cni: CniOrder, around?: Surroundings, options?: RequestOptions) =>
      changeCni(useCaseDeps(around))(principal, clusterId, cni, options),
    amend: (clusterId: string, changes: ClusterChange, ifVersion?: number) =>
      amendCluster(useCaseDeps())(principal, clusterId, changes, ifVersion),
    retry: (jobId: string, around?: Surroundings, options?: RequestOptions) =>
      retryJob(useCaseDeps(around))(principal, jobId, options),
    cancel: (jobId: string, around?: Surroundings) => cancelJob(useCaseDeps(around))(principal, jobId),
    useCaseDeps,
    operator,
    async clusterOf(jobId: string) {
      const { record } = await read(jobId);
      const stored = await store.cluster(principal.tenant, record.job.clusterId);
      if (!stored) throw new Error('no cluster');
      return stored.cluster;
    },
  };
}
export type World = ReturnType<typeof createWorld>;
