import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { builtInRoles, holdsAt, permits, roleIdOf } from '../../../../src/provisioning/preflight/network/rights.ts';

const join = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const subnet = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes';

const cases: [title: string, actions: string[], notActions: string[], expected: boolean][] = [
  ['everything', ['*'], [], true],
  ['the action itself', [join], [], true],
  ['in another case', [join.toUpperCase()], [], true],
  ['a star in the middle', ['Microsoft.Network/*/join/action'], [], true],
  ['a star stands for slashes, too', ['Microsoft.Network/*'], [], true],
  [
    'a star between slashes stands for nothing, too',
    ['Microsoft.Network/virtualNetworks/*/subnets/join/action'],
    [],
    true,
  ],
  ['several stars', ['*/virtualNetworks/*/action'], [], true],
  ['reading alone', ['*/read'], [], false],
  ['of another provider', ['Microsoft.Compute/*'], [], false],
  ['a longer action', [`${join}/more`], [], false],
  ['a shorter action', ['Microsoft.Network/virtualNetworks/subnets/join'], [], false],
  ['a dot is a dot', ['MicrosoftxNetwork/*'], [], false],
  ['nothing', [], [], false],
  ['everything but this', ['*'], [join], false],
  ['everything but writing', ['*'], ['*/write', '*/delete'], true],
  ['everything but what a star covers', ['*'], ['Microsoft.Network/*'], false],
];

describe('a permission', () => {
  for (const [title, actions, notActions, expected] of cases) {
    test(`${title}: ${expected ? 'grants' : 'does not grant'}`, () =>
      assert.equal(permits([{ actions, notActions }], join), expected));
  }

  test("takes away by its exceptions from itself, and not from another's", () => {
    const all = { actions: ['*'], notActions: ['Microsoft.Network/*'] };
    assert.equal(permits([all, { actions: [join], notActions: [] }], join), true);
  });
});

test('a Managed Identity Operator may assign identities, by a pattern that has a star where the action has nothing', () => {
  const role = builtInRoles['f1a07417-d97a-45cb-824c-7a7467783830'];
  const action = 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action';
  assert.equal(role && permits(role.permissions, action), true);
  assert.equal(role && permits(role.permissions, action.replace('assign', 'write')), false);
});

describe("Azure's own roles", () => {
  const grants: [role: string, expected: boolean][] = [
    ['Owner', true],
    ['Contributor', true],
    ['Network Contributor', true],
    ['Reader', false],
    ['Private DNS Zone Contributor', false],
    ['Managed Identity Operator', false],
  ];
  for (const [name, expected] of grants) {
    test(`${name} ${expected ? 'may' : 'may not'} join a subnet`, () => {
      const role = Object.values(builtInRoles).find((one) => one.name === name);
      assert.equal(role && permits(role.permissions, join), expected);
    });
  }

  test('a Contributor assigns no roles', () => {
    const role = builtInRoles['b24988ac-6180-42a0-ab88-20f7382dd24c'];
    assert.equal(role && permits(role.permissions, 'Microsoft.Authorization/roleAssignments/write'), false);
  });

  test('are known by their id, whatever it begins with', () => {
    for (const before of ['', '/subscriptions/s']) {
      const id = `${before}/providers/Microsoft.Authorization/roleDefinitions/4D97B98B-1D4F-4787-A291-C67834D212E7`;
      assert.equal(builtInRoles[roleIdOf(id)]?.name, 'Network Contributor');
    }
  });
});

describe('a role assignment', () => {
  const scopes: [scope: string, expected: boolean][] = [
    ['/', true],
    ['/subscriptions/s', true],
    ['/subscriptions/S', true],
    ['/subscriptions/s/resourceGroups/rg', true],
    ['/subscriptions/s/resourcegroups/RG', true],
    ['/subscriptions/s/resourceGroups/r', false],
    ['/subscriptions/s2', false],
    [subnet, true],
    [`${subnet}2`, false],
    ['/providers/Microsoft.Management/managementGroups/all', true],
  ];
  for (const [scope, expected] of scopes) {
    test(`at ${scope} ${expected ? 'holds' : 'does not hold'} at the subnet`, () =>
      assert.equal(holdsAt({ scope }, subnet), expected));
  }
});
