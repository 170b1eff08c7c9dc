import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { applyManifest, trackUpdate } from '../../sandbox/kube/apply/apply.ts';
import { difference, type FieldTree, intersection, pathsOf, union } from '../../sandbox/kube/apply/field-tree.ts';
import type { Writer } from '../../sandbox/kube/apply/managers.ts';
import { builtinType } from '../../sandbox/kube/schema/builtin.ts';
import type { Fields, KubeObject } from '../../sandbox/kube/types/object.ts';

const type = builtinType('Deployment');
const writer = (manager: string, operation: Writer['operation'] = 'Apply'): Writer => ({
  manager,
  operation,
  apiVersion: 'apps/v1',
});
const apply = (live: KubeObject | undefined, manager: string, spec: Fields, force = false, labels: Fields = {}) =>
  applyManifest(
    live,
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels }, spec },
    type,
    writer(manager),
    force,
    0,
  );
const containers = (...list: Fields[]): Fields => ({ template: { spec: { containers: list } } });
const ownerOf = (object: KubeObject) => object.metadata.managedFields?.map((entry) => entry.manager);

describe('server-side apply', () => {
  it('records exactly the fields that the manifest names', () => {
    const made = apply(undefined, 'helm', { replicas: 1, ...containers({ name: 'a', image: 'a:1' }) });
    assert.deepEqual(made.metadata.managedFields?.[0]?.fieldsV1, {
      'f:metadata': { 'f:labels': {} },
      'f:spec': {
        'f:replicas': {},
        'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:name': {}, 'f:image': {} } } } },
      },
    });
  });

  it('removes what its manager no longer names, and leaves what others own', () => {
    const first = apply(undefined, 'helm', {
      replicas: 1,
      ...containers({ name: 'a', image: 'a:1' }, { name: 'b', image: 'b:1' }),
    });
    const second = apply(first, 'other', containers({ name: 'c', image: 'c:1' }));
    const third = apply(second, 'helm', containers({ name: 'a', image: 'a:2' }));
    assert.deepEqual(third['spec'], containers({ name: 'a', image: 'a:2' }, { name: 'c', image: 'c:1' }));
    assert.deepEqual(ownerOf(third), ['other', 'helm']);
  });

  it('reports a conflict with whoever owns the field, and takes it over by force', () => {
    const first = apply(undefined, 'helm', { replicas: 1 });
    assert.throws(
      () => apply(first, 'kubectl', { replicas: 2 }),
      /Apply failed with 1 conflict: conflict with "helm": \.spec\.replicas/,
    );
    const forced = apply(first, 'kubectl', { replicas: 2 }, true);
    assert.deepEqual(forced['spec'], { replicas: 2 });
    assert.deepEqual(
      pathsOf(
        (forced.metadata.managedFields?.find((entry) => entry.manager === 'kubectl')?.fieldsV1 ?? {}) as FieldTree,
      ).includes('.spec.replicas'),
      true,
    );
  });

  it('shares a field that two managers set to the same value', () => {
    const both = apply(apply(undefined, 'helm', { replicas: 1 }), 'kubectl', { replicas: 1 });
    assert.deepEqual(apply(both, 'helm', { paused: true })['spec'], { replicas: 1, paused: true });
  });

  it('names each of several conflicts', () => {
    const first = apply(undefined, 'helm', { replicas: 1, ...containers({ name: 'a', image: 'a:1' }) });
    const change = () => apply(first, 'kubectl', { replicas: 2, ...containers({ name: 'a', image: 'a:2' }) });
    assert.throws(
      change,
      /2 conflicts: conflicts with "helm":\n- \.spec\.replicas\n- \.spec\.template\.spec\.containers\[name="a"\]\.image/,
    );
  });

  it('gives a changed field to the one who updated it', () => {
    const live = apply(undefined, 'helm', { replicas: 1, paused: true });
    const next = trackUpdate(
      live,
      { ...live, spec: { replicas: 5, paused: true } },
      type,
      writer('kubectl', 'Update'),
      0,
    );
    const [helm, kubectl] = next.metadata.managedFields ?? [];
    assert.deepEqual(
      [helm?.fieldsV1['f:spec'], kubectl?.fieldsV1['f:spec']],
      [{ 'f:paused': {} }, { 'f:replicas': {} }],
    );
    assert.throws(
      () => apply(next, 'helm', { replicas: 1, paused: true }),
      /conflict with "kubectl" using apps\/v1 at 1970-01-01T00:00:00Z: \.spec\.replicas/,
    );
  });

  it('tells ports apart by number and protocol, TCP if none is given', () => {
    const ports = (...list: Fields[]) => containers({ name: 'a', ports: list });
    const live = apply(
      undefined,
      'helm',
      ports({ containerPort: 53, protocol: 'UDP' }, { containerPort: 53, protocol: 'TCP' }),
    );
    const next = apply(live, 'helm', ports({ containerPort: 53, name: 'dns' }));
    assert.deepEqual(next['spec'], ports({ containerPort: 53, name: 'dns' }));
  });

  it('changes nothing when the same manifest is applied again', () => {
    const image = fc.constantFrom('x:1', 'x:2');
    const list = fc
      .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
      .chain((names) => fc.tuple(...names.map((name) => image.map((chosen) => ({ name, image: chosen })))));
    fc.assert(
      fc.property(list, list, (mine, theirs) => {
        const live = apply(apply(undefined, 'one', containers(...theirs)), 'two', containers(...mine), true);
        const again = apply(live, 'two', containers(...mine));
        assert.deepEqual(again, live);
        const emptied = apply(apply(live, 'one', {}), 'two', {});
        assert.deepEqual(emptied['spec'] ?? {}, {});
      }),
    );
  });
});

describe('sets of field paths', () => {
  const tree: fc.Arbitrary<FieldTree> = fc
    .letrec<{ tree: FieldTree }>((tie) => ({
      tree: fc.dictionary(fc.constantFrom('f:a', 'f:b', '.'), fc.oneof({ maxDepth: 3 }, fc.constant({}), tie('tree'))),
    }))
    .tree.map((raw) => clean(raw));
  const clean = (raw: FieldTree): FieldTree =>
    Object.fromEntries(
      Object.entries(raw)
        .filter(([key]) => key !== '.')
        .map(([key, below]) => [key, withItself(below)]),
    );
  const withItself = (raw: FieldTree): FieldTree => {
    const below = clean(raw);
    return raw['.'] === undefined || Object.keys(below).length === 0 ? below : { '.': {}, ...below };
  };
  const sorted = (set: FieldTree) => pathsOf(set).sort();

  it('unite, intersect and differ as sets do', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const [inA, inB] = [new Set(pathsOf(a)), new Set(pathsOf(b))];
        assert.deepEqual(sorted(union(a, b)), [...new Set([...inA, ...inB])].sort());
        assert.deepEqual(sorted(intersection(a, b)), [...inA].filter((path) => inB.has(path)).sort());
        assert.deepEqual(sorted(difference(a, b)), [...inA].filter((path) => !inB.has(path)).sort());
      }),
    );
  });
});
