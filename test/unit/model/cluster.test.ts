import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  assertAllowed,
  type ClusterVerb,
  clusterStates,
  clusterVerbs,
  stateAfter,
} from '../../../src/model/cluster.ts';
import { ProblemError } from '../../../src/model/problem.ts';
import { createRecords } from '../../fakes/records.ts';

/** The whole table, as somebody wrote it down who had not read the code. `+` allowed, `-` refused. */
const table = `
              delete cancel retry change-cni amend credentials nodes
Creating      +      +      -     -          +     +           +
AwaitingCni   +      +      +     +          +     +           +
Ready         +      +      +     +          +     +           +
ChangingCni   +      +      -     -          +     +           +
CniFailed     +      +      +     +          +     +           +
Failed        +      -      +     -          +     +           +
Canceled      +      -      +     -          +     +           +
Deleting      -      -      -     -          -     -           -
DeleteFailed  +      -      +     -          +     +           +
Deleted       -      -      -     -          -     -           -
`;

describe('the table of cluster states and verbs', () => {
  const [head = '', ...rows] = table.trim().split('\n');
  const verbs = head.trim().split(/\s+/) as ClusterVerb[];

  test('is complete', () => {
    assert.deepEqual(
      rows.map((row) => row.split(/\s+/)[0]),
      [...clusterStates],
    );
    for (const state of clusterStates) assert.deepEqual(Object.keys(clusterVerbs[state]).toSorted(), verbs.toSorted());
  });

  for (const row of rows) {
    const [state = '', ...marks] = row.split(/\s+/);
    test(`${state}: ${verbs.map((verb, index) => `${verb} ${marks[index]}`).join(', ')}`, () => {
      for (const [index, verb] of verbs.entries()) {
        const ask = () => assertAllowed(state as (typeof clusterStates)[number], verb);
        if (marks[index] === '+') ask();
        else assert.throws(ask, (error) => error instanceof ProblemError && error.problem.code === 'invalid-state');
      }
    });
  }

  test('the end of a job says the next state', () => {
    const { cluster } = createRecords();
    const external = { ...cluster, order: { ...cluster.order, cni: { plugin: 'external' } } };
    assert.equal(stateAfter('cluster.create', 'Succeeded', cluster), 'Ready');
    assert.equal(stateAfter('cluster.create', 'Succeeded', external), 'AwaitingCni');
    assert.equal(stateAfter('cluster.create', 'Failed', cluster), 'Failed');
    assert.equal(stateAfter('cluster.create', 'Canceled', cluster), 'Canceled');
    assert.equal(stateAfter('cluster.delete', 'Succeeded', cluster), 'Deleted');
    assert.equal(stateAfter('cluster.delete', 'Failed', cluster), 'DeleteFailed');
    assert.equal(stateAfter('cluster.change-cni', 'Succeeded', external), 'Ready');
  });

  test('a change of the CNI that has not begun leaves the state; one that has and ends badly leaves CniFailed', () => {
    const { cluster } = createRecords();
    for (const status of ['Failed', 'Canceled'] as const) {
      for (const state of ['AwaitingCni', 'Ready', 'CniFailed'] as const)
        assert.equal(stateAfter('cluster.change-cni', status, { ...cluster, state }), state);
      assert.equal(stateAfter('cluster.change-cni', status, { ...cluster, state: 'ChangingCni' }), 'CniFailed');
    }
  });
});
