import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cniCatalogue } from '../../../../src/provisioning/cni/index.ts';
import type { Draft } from '../../../../src/provisioning/rules/draft.ts';
import { checkOrder } from '../../../../src/provisioning/rules/index.ts';
import { firstOrder } from '../../../fakes/world.ts';

export type Case = [title: string, changes: Draft, expected: string[]];

/** The faults of the printed order with these changes: code and pointer. */
export const faults = (changes: Draft): string[] =>
  checkOrder(cniCatalogue(), { ...firstOrder, ...changes } as Draft).map(({ pointer, code }) => `${code} ${pointer}`);

/** One test for each case. */
export function judge(what: string, cases: Case[]): void {
  describe(`the offline rules of ${what}`, () => {
    for (const [title, changes, expected] of cases) {
      test(`${title}: ${expected.join(', ') || 'none'}`, () => assert.deepEqual(faults(changes), expected));
    }
  });
}

export const pool = { name: 'np', mode: 'System', count: 3 } as const;
export const net = '/subscriptions/s/resourceGroups/rg/providers';
export const subnet =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes';
export const identity = {
  type: 'UserAssigned',
  resourceId: `${net}/Microsoft.ManagedIdentity/userAssignedIdentities/aks`,
} as const;
export const inSubnet = { identity, nodePools: [{ ...pool, vnetSubnetId: subnet }] };
