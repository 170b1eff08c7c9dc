import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isObject } from '../../../../src/model/json.ts';
import type { Order } from '../../../../src/model/order.ts';
import { armBody } from '../../../../src/provisioning/arm-body.ts';
import { resolveOrder } from '../../../../src/provisioning/defaults.ts';
import type { Draft } from '../../../../src/provisioning/rules/draft.ts';
import { firstOrder } from '../../../fakes/world.ts';
import { fullOrder, ownNetworkOrder } from '../full-order.ts';
import { faults, judge } from './judge.ts';

const overriding = (armOverrides: Record<string, unknown>): Draft => ({ armOverrides });

judge('armOverrides', [
  [
    'overrides of what has no field',
    overriding({
      properties: { oidcIssuerProfile: { enabled: true }, networkProfile: { advancedNetworking: {} } },
      tags: { cost: '1' },
    }),
    [],
  ],
  [
    'overrides of the plug-in and its ranges',
    overriding({ properties: { networkProfile: { networkPlugin: 'azure', podCidr: '10.9.0.0/16' } } }),
    [
      'not-overridable /armOverrides/properties/networkProfile/networkPlugin',
      'not-overridable /armOverrides/properties/networkProfile/podCidr',
    ],
  ],
  [
    'overrides that take away what they may not touch',
    overriding({ properties: { networkProfile: null, agentPoolProfiles: [] } }),
    [
      'not-overridable /armOverrides/properties/networkProfile',
      'not-overridable /armOverrides/properties/agentPoolProfiles',
    ],
  ],
  [
    'overrides in other letters',
    overriding({ Properties: {}, properties: { NetworkProfile: { networkPlugin: 'azure' } } }),
    ['wrong-name /armOverrides/Properties', 'wrong-name /armOverrides/properties/NetworkProfile'],
  ],
  [
    'overrides of our tags, and of all tags',
    overriding({ tags: { 'Slipway-Cluster': null } }),
    ['reserved-tag /armOverrides/tags/Slipway-Cluster'],
  ],
  ['overrides that take away all tags', overriding({ tags: null }), ['not-overridable /armOverrides/tags']],
  [
    'overrides of name and place',
    overriding({ name: 'x', location: 'y', identity: {} }),
    [
      'not-overridable /armOverrides/name',
      'not-overridable /armOverrides/location',
      'not-overridable /armOverrides/identity',
    ],
  ],
  [
    'overrides that forgot properties',
    overriding({ oidcIssuerProfile: {} }),
    ['unknown-field /armOverrides/oidcIssuerProfile'],
  ],
]);

/** The paths of all that is no object. */
function leavesOf(value: unknown, path: string[] = []): string[][] {
  if (!isObject(value)) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

test('armOverrides touch nothing of what the order says itself', () => {
  const all = [fullOrder, ownNetworkOrder].map((order) =>
    armBody(resolveOrder({ ...firstOrder, ...order } as Order, { name: 'a', subscriptionId: 'b' }), {}),
  );
  for (const { tags: _, ...body } of all) {
    for (const path of leavesOf(body)) {
      const patch = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), 'mine');
      const found = faults({ armOverrides: patch as Record<string, unknown> });
      assert.equal(found.length, 1, `${path.join('.')} may be overridden: ${found}`);
    }
  }
});
