import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freeAddress } from '../../sandbox/kube/addresses.ts';
import { quantity } from '../../sandbox/kube/controllers/fitting.ts';
import { builtinKind, builtinKinds } from '../../sandbox/kube/kinds/builtin.ts';
import { ageText } from '../../sandbox/kube/kinds/column.ts';
import { jsonPathValue } from '../../sandbox/kube/kinds/json-path.ts';
import { decodeProtobuf } from '../../sandbox/kube/protobuf/decode.ts';
import { customResourceType } from '../../sandbox/kube/schema/crd.ts';
import { decode } from '../../sandbox/kube/schema/decode.ts';
import { openApiDocument } from '../../sandbox/kube/schema/openapi.ts';
import { schemaCauses } from '../../sandbox/kube/schema/validate.ts';
import { parseFieldSelector, parseLabelSelector, selects } from '../../sandbox/kube/store/selectors.ts';
import type { KubeObject } from '../../sandbox/kube/types/object.ts';

describe('selectors', () => {
  it('reads every form of a label selector', () => {
    const labels = { app: 'web', tier: 'front' };
    const cases: [string, boolean][] = [
      ['app=web', true],
      ['app==web,tier!=back', true],
      ['tier in (front, back)', true],
      ['tier notin (front),app', false],
      ['!old', true],
      ['old', false],
      ['', true],
    ];
    for (const [text, expected] of cases) assert.equal(parseLabelSelector(text)(labels), expected, text);
    assert.throws(() => parseLabelSelector('app=(x'), /unable to parse requirement/);
  });

  it('matches selectors of objects by labels and expressions', () => {
    const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] };
    assert.equal(selects(selector, { app: 'web', tier: 'x' }), true);
    assert.equal(selects(selector, { app: 'web' }), false);
    assert.equal(selects({}, undefined), true);
  });

  it('compares fields, absent ones as empty', () => {
    const pod = { metadata: { name: 'a' }, spec: {}, status: { phase: 'Pending' } } as unknown as KubeObject;
    assert.equal(parseFieldSelector('status.phase!=Running,spec.nodeName=', 'pods')(pod), true);
    assert.throws(() => parseFieldSelector('spec.color=red', 'pods'), /field label not supported: spec\.color/);
  });
});

describe('tables', () => {
  const now = Date.parse('2026-01-10T00:00:00Z');

  it('writes ages as kubectl does', () => {
    const ages: [number, string][] = [
      [45, '45s'],
      [200, '3m20s'],
      [600, '10m'],
      [4 * 3600, '4h'],
      [3 * 86400, '3d'],
      [30 * 86400, '30d'],
    ];
    for (const [seconds, text] of ages) assert.equal(ageText(new Date(now - seconds * 1000).toISOString(), now), text);
    assert.equal(ageText(undefined, now), '<unknown>');
  });

  it('shows a node that is not ready and cordoned', () => {
    const node = {
      metadata: {
        name: 'n',
        creationTimestamp: '2026-01-09T23:59:00Z',
        labels: { 'node-role.kubernetes.io/worker': '' },
      },
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'False' }],
        addresses: [],
        nodeInfo: { kubeletVersion: 'v1.35.2' },
      },
    } as unknown as KubeObject;
    const cells = builtinKind('nodes').columns.map((column) => column.value(node, now));
    assert.deepEqual(cells.slice(0, 5), ['n', 'NotReady,SchedulingDisabled', 'worker', '60s', 'v1.35.2']);
  });

  it('finds what printer columns point at', () => {
    const object = { a: { 'b.c': [{ x: 1 }, { x: 2 }] }, list: [{ type: 'Ready', status: 'True' }] };
    assert.equal(jsonPathValue(object, ".a['b\\.c'][1].x"), 2);
    assert.equal(jsonPathValue(object, '.list[?(@.type=="Ready")].status'), 'True');
    assert.equal(jsonPathValue(object, '.nothing.here'), undefined);
  });
});

describe('schemas', () => {
  it('describe every kind, and write documents whose references all resolve', () => {
    const text = JSON.stringify(openApiDocument(builtinKinds, '1.35.2'));
    const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
    const references = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
    assert.ok(references.length > 500);
    assert.deepEqual(
      references.filter((name) => !(name in components.schemas)),
      [],
    );
  });

  it('find unknown fields, wrong types and numbers that are quantities', () => {
    const container = {
      name: 'a',
      imag: 'x',
      resources: { limits: { cpu: 0.5, memory: 1 } },
      ports: [{ containerPort: 'no' }],
    };
    const result = decode({ spec: { containers: [container], nodeName: null } }, builtinKind('pods').type);
    assert.deepEqual(result.unknown, ['spec.containers[0].imag']);
    assert.equal(result.wrong?.path, 'spec.containers[0].ports[0].containerPort');
    assert.match(JSON.stringify(result.value), /"limits":\{"cpu":"500m","memory":"1"\}/);
    assert.doesNotMatch(JSON.stringify(result.value), /nodeName/);
  });

  it('prune, default and check custom resources', () => {
    const type = customResourceType('Thing', {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          required: ['mode'],
          properties: {
            mode: { type: 'string', enum: ['a', 'b'] },
            size: { type: 'integer', default: 3 },
            extra: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      },
    });
    const result = decode({ spec: { mode: 'c', unknown: 1, extra: { kept: true } } }, type);
    assert.deepEqual(result.value, { spec: { mode: 'c', size: 3, extra: { kept: true } } });
    assert.deepEqual(result.unknown, ['spec.unknown']);
    assert.deepEqual(
      schemaCauses(result.value, type).map(({ message }) => message),
      ['Unsupported value: "c": supported values: "a", "b"'],
    );
    assert.deepEqual(
      schemaCauses({ spec: {} }, type).map(({ field, message }) => `${field}: ${message}`),
      ['spec.mode: Required value'],
    );
  });
});

describe('small things', () => {
  it('reads quantities', () => {
    const cases: [string, number][] = [
      ['250m', 0.25],
      ['2', 2],
      ['1Gi', 2 ** 30],
      ['1e3', 1000],
      ['5k', 5000],
    ];
    for (const [text, value] of cases) assert.equal(quantity(text), value, text);
  });

  it('hands out the first free address of a range', () => {
    assert.equal(freeAddress('10.224.0.0/16', 4, new Set(['10.224.0.4'])), '10.224.0.5');
    assert.equal(freeAddress('10.0.0.252/30', 3, new Set(['10.0.0.255'])), '10.0.0.252');
    assert.throws(() => freeAddress('10.0.0.1/32', 0, new Set(['10.0.0.1'])), /no address is free/);
  });

  it('reads a delete sent as protobuf, and refuses what is none', () => {
    const options = Buffer.from([0x22, 10, ...Buffer.from('Background')]);
    const type = Buffer.from([0x0a, 2, ...Buffer.from('v1'), 0x12, 13, ...Buffer.from('DeleteOptions')]);
    const body = Buffer.from([...Buffer.from('k8s\0'), 0x0a, type.length, ...type, 0x12, options.length, ...options]);
    assert.deepEqual(decodeProtobuf(body), {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
    });
    assert.throws(() => decodeProtobuf(Buffer.from('{}')), /no Kubernetes protobuf message/);
  });
});
