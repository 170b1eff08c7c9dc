import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { JobKind } from '../../src/model/job.ts';
import { resolveWindow } from '../../src/provisioning/defaults.ts';
import { plans, stepTitles } from '../../src/provisioning/plans.ts';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { createWorld } from '../fakes/world.ts';

const keep = { cni: { plugin: 'cilium' }, onFailure: 'keep', verify: 'pods' } as const;
const awaiting = { ...keep, cni: { plugin: 'external' } } as const;
const maintenanceWindow = resolveWindow({ dayOfWeek: 'Sunday', startTime: '02:00' });

/** Every form a plan takes, as text that a reviewer reads. */
function print(): string {
  const forms: [title: string, kind: JobKind, input: Parameters<(typeof plans)[JobKind]>[0]][] = [
    ['create', 'cluster.create', { order: keep }],
    ['create, onFailure delete', 'cluster.create', { order: { ...keep, onFailure: 'delete' } }],
    ['create, verify nodes', 'cluster.create', { order: { ...keep, verify: 'nodes' } }],
    ['create, external CNI', 'cluster.create', { order: awaiting }],
    ['create, maintenanceWindow', 'cluster.create', { order: { ...keep, maintenanceWindow } }],
    ['delete', 'cluster.delete', { order: keep }],
    ['delete of a running job', 'cluster.delete', { order: keep, supersedes: true }],
    ['first CNI of a cluster that awaits it', 'cluster.change-cni', { order: awaiting, cni: keep.cni }],
    ["verification of the caller's own CNI", 'cluster.change-cni', { order: awaiting, cni: awaiting.cni }],
    ['CNI changed in place', 'cluster.change-cni', { order: keep, cni: keep.cni }],
    [
      'CNI changed in place, verify nodes',
      'cluster.change-cni',
      { order: { ...keep, verify: 'nodes' }, cni: keep.cni },
    ],
  ];
  return forms
    .map(([title, kind, input]) => {
      const { main, ending, deadlineMinutes } = plans[kind](input);
      return `${title} (at most ${deadlineMinutes} minutes)\n  ${main.join(' → ')}\n  ends badly: ${ending.join(' → ') || 'at once'}\n`;
    })
    .join('\n');
}

test('the plans are what their printed form says', () => {
  assert.equal(print(), readFileSync('test/house/plans.txt', 'utf8'));
});

test('every step that a plan names exists, and every step stands in a plan', () => {
  const steps = createWorld(createMemoryJobStore()).engine().steps;
  assert.deepEqual([...steps.keys()].toSorted(), Object.keys(stepTitles).toSorted());
  for (const name of Object.keys(stepTitles)) assert.match(print(), new RegExp(`\\b${name}\\b`));
});
