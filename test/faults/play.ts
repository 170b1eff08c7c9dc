import assert from 'node:assert/strict';
import { CATALOGUE } from '../../sandbox/faults/catalogue.ts';
import type { Job } from '../../src/model/job.ts';
import type { Case } from './cases.ts';
import { openStage, type Stage } from './stage.ts';

/** What the caller, and Azure, had of one fault: a row of a table in `docs/sandbox.md`. */
export interface Told {
  fault: string;
  job: string;
  ends: string;
  /** The step that failed. */
  step: string;
  code: string;
  class: string;
  actionBy: string;
  cluster: string;
  creates: number;
  /** What is in Azure: `cluster, group`, `group` or `nothing`. */
  left: string;
  /** How long the job took, in Azure's minutes. */
  minutes: number;
}

const name = 'blue';

/** Plays one case on a stage of its own. */
export async function play(folder: string, { fault, job: kind, patienceMs, ...how }: Case): Promise<Told> {
  const { timesByTag, on, course } = CATALOGUE[fault] ?? {};
  const { cni, beside, idle, params, times = timesByTag } = how;
  const byTag = kind === 'create' && params === undefined && !on?.some((call) => beyondTags.includes(call));
  // A delete is met by faults of deletes, and by no others.
  const calls = kind === 'delete' && on !== undefined ? { on: on.filter((call) => call !== 'put') } : {};
  const scripted = {
    name: fault,
    match: course === undefined && !on?.some((call) => isCluster(call)) ? {} : { group: `rg-${name}` },
    ...(times === undefined ? {} : { times }),
    params: { ...calls, ...params },
  };
  const stage = await openStage(folder, {
    ...(patienceMs === undefined ? {} : { patienceMs }),
    keepsCharts: !on?.includes('chart'),
  });
  try {
    if (kind === 'create' && !byTag) await stage.faults([scripted]);
    const tags = [...(byTag ? [fault] : []), ...(beside ? [beside] : [])].join();
    let job = await stage.order({
      cni: { plugin: cni ? 'cilium' : 'external' },
      tags: tags ? { 'sandbox-fault': tags } : {},
    });
    if (kind !== 'create') {
      assert.equal(job.status, 'Succeeded', JSON.stringify(job.error));
      await stage.faults([scripted]);
      job =
        kind === 'delete'
          ? await stage.remove(job.clusterId)
          : await stage.changeCni(job.clusterId, { plugin: 'cilium' });
    }
    assert.equal(stage.sandbox.faults.struck()[fault] !== undefined, course !== 'inside' && !idle, `${fault} strikes`);
    return await told(stage, fault, kind, job);
  } finally {
    await stage.close();
  }
}

/** Calls about nothing that has a tag. */
const beyondTags = ['token', 'chart', 'chart-index', 'activity-log'];
const isCluster = (call: string) => !beyondTags.includes(call);

async function told(stage: Stage, fault: string, kind: string, job: Job): Promise<Told> {
  const azure = await stage.azure();
  const left = [
    ...azure.clusters.filter((each) => each.name === name).map(() => 'cluster'),
    ...azure.groups.filter((each) => each.name === `rg-${name}`).map(() => 'group'),
  ].join(', ');
  const { error, inventory } = job;
  if (error !== undefined) assert.ok(error.remedy, 'what to do about it');
  if (inventory !== undefined) {
    // Beside these the node resource group is listed, which comes and goes with the cluster.
    const named = [...inventory.exists, ...inventory.kept.map(({ id }) => id)].filter((id) => !id.includes('/MC_'));
    const listed = named.map((id) => (id.includes('/providers/') ? 'cluster' : 'group')).sort();
    assert.equal(listed.join(', '), left, 'the inventory is true');
  }
  return {
    fault,
    job: kind,
    ends: job.status,
    step: job.steps.find(({ status }) => status === 'Failed')?.name ?? '',
    code: error?.code ?? '',
    class: error?.class ?? '',
    actionBy: error?.actionBy ?? '',
    cluster: await stage.clusterState(job.clusterId),
    creates: azure.creates,
    left: left || 'nothing',
    minutes: Math.round((Date.parse(job.finishedAt ?? '') - Date.parse(job.createdAt)) / 60_000),
  };
}
