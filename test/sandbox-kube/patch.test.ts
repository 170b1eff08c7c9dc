import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isFields } from '../../sandbox/kube/json.ts';
import { jsonPatch } from '../../sandbox/kube/patch/json-patch.ts';
import { mergePatch } from '../../sandbox/kube/patch/merge-patch.ts';
import { strategicMergePatch } from '../../sandbox/kube/patch/strategic.ts';
import { builtinType } from '../../sandbox/kube/schema/builtin.ts';

describe('JSON patch', () => {
  const document = { a: { b: [1, 2, 3] }, 'x/y': 1 };

  it('adds, replaces, removes, moves, copies and tests', () => {
    const patched = jsonPatch(document, [
      { op: 'test', path: '/a/b/1', value: 2 },
      { op: 'add', path: '/a/b/-', value: 4 },
      { op: 'remove', path: '/a/b/0' },
      { op: 'replace', path: '/x~1y', value: 2 },
      { op: 'copy', from: '/a/b', path: '/c' },
      { op: 'move', from: '/x~1y', path: '/d' },
    ]);
    assert.deepEqual(patched, { a: { b: [2, 3, 4] }, c: [2, 3, 4], d: 2 });
    assert.deepEqual(document, { a: { b: [1, 2, 3] }, 'x/y': 1 });
  });

  it('refuses to touch what is not there', () => {
    assert.throws(() => jsonPatch(document, [{ op: 'remove', path: '/nothing' }]), /nonexistent key: nothing/);
    assert.throws(() => jsonPatch(document, [{ op: 'replace', path: '/a/c', value: 1 }]), /missing key: c/);
    assert.throws(() => jsonPatch(document, [{ op: 'test', path: '/a', value: 1 }]), /testing value \/a failed/);
  });
});

describe('merge patch', () => {
  it('merges objects, replaces lists and removes by null', () => {
    const patched = mergePatch({ a: { b: 1, c: 2 }, list: [1, 2] }, { a: { b: null, d: 3 }, list: [3] });
    assert.deepEqual(patched, { a: { c: 2, d: 3 }, list: [3] });
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (target, patch) => {
        const once = mergePatch(target, patch);
        assert.deepEqual(mergePatch(once, patch), once);
      }),
    );
  });

  it('leaves no null that the patch brought', () => {
    const hasNull = (value: unknown): boolean =>
      isFields(value) && Object.values(value).some((item) => item === null || hasNull(item));
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (patch) => !hasNull(mergePatch({}, patch))));
  });
});

describe('strategic merge patch', () => {
  const pod = builtinType('PodSpec');
  const container = (name: string, image: string) => ({ name, image });
  const spec = { containers: [container('a', 'a:1'), container('b', 'b:1')] };

  it('merges list items by their key and appends new ones', () => {
    const patched = strategicMergePatch(spec, { containers: [container('b', 'b:2'), container('c', 'c:1')] }, pod);
    assert.deepEqual(patched, { containers: [container('a', 'a:1'), container('b', 'b:2'), container('c', 'c:1')] });
  });

  it('deletes an item by directive, and a whole list by another', () => {
    assert.deepEqual(strategicMergePatch(spec, { containers: [{ name: 'a', $patch: 'delete' }] }, pod), {
      containers: [container('b', 'b:1')],
    });
    const replaced = strategicMergePatch(spec, { containers: [container('z', 'z'), { $patch: 'replace' }] }, pod);
    assert.deepEqual(replaced, { containers: [container('z', 'z')] });
  });

  it('puts items into the order that the client sets', () => {
    const patch = {
      '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
      containers: [container('b', 'b:2')],
    };
    assert.deepEqual(strategicMergePatch(spec, patch, pod), {
      containers: [container('b', 'b:2'), container('a', 'a:1')],
    });
  });

  it('keeps only the keys that it is told to retain', () => {
    const volumes = [{ name: 'v', hostPath: { path: '/x' } }];
    const patch = { volumes: [{ name: 'v', $retainKeys: ['name', 'emptyDir'], emptyDir: {} }] };
    assert.deepEqual(strategicMergePatch({ volumes }, patch, pod), { volumes: [{ name: 'v', emptyDir: {} }] });
  });

  it('merges sets of scalars and deletes from them', () => {
    const meta = builtinType('ObjectMeta');
    const live = { finalizers: ['a', 'b'] };
    assert.deepEqual(strategicMergePatch(live, { finalizers: ['c'] }, meta), { finalizers: ['a', 'b', 'c'] });
    assert.deepEqual(strategicMergePatch(live, { '$deleteFromPrimitiveList/finalizers': ['a'] }, meta), {
      finalizers: ['b'],
    });
  });

  it('replaces lists without a merge key, and refuses items without theirs', () => {
    const tolerations = [{ key: 'a' }];
    assert.deepEqual(strategicMergePatch({ tolerations }, { tolerations: [{ key: 'b' }] }, pod), {
      tolerations: [{ key: 'b' }],
    });
    assert.throws(
      () => strategicMergePatch(spec, { containers: [{ image: 'x' }] }, pod),
      /does not contain declared merge key: name/,
    );
  });
});
