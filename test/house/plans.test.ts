import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { JobKind } from '../../src/model/job.ts';
import { plans, stepTitles } from '../../src/provisioning/plans.ts';
import { createMemoryJobStore } from '../fakes/memory-job-store.ts';
import { createWorld } from '../fakes/world.ts';

const cilium = { plugin: 'cilium' };

/** Every form a plan takes, as text that a reviewer reads. */
function print(): string {
  const forms: [title: string, kind: JobKind, input: Parameters<(typeof plans)[JobKind]>[0]][] = [
    ['create', 'cluster.create', { order: { cni: cilium, onFailure: 'keep' } }],
    ['create, onFailure delete', 'cluster.create', { order: { cni: cilium, onFailure: 'delete' } }],
    ['create, external CNI', 'cluster.create', { order: { cni: { plugin: 'external' }, onFailure: 'keep' } }],
    ['delete', 'cluster.delete', { order: { cni: cilium, onFailure: 'keep' } }],
    ['delete of a running create', 'cluster.delete', { order: { cni: cilium, onFailure: 'keep' }, supersedes: true }],
  ];
  return forms
    .map(([title, kind, input]) => {
      const { main, ending, deadlineMinutes } = plans[kind](input);
      return `${title} (at most ${deadlineMinutes} minutes)\n  ${main.join(' → ')}\n  ends badly: ${ending.join(' → ')}\n`;
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
