import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Finding } from '../../src/model/finding.ts';
import { armOf, networkContributor, subscription } from './own-network.ts';
import { type Stack, startStack } from './stack.ts';
import { until } from './until.ts';

const group = `${subscription}/resourceGroups/landing-zone`;
const network = `${group}/providers/Microsoft.Network`;
const identities = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const delegation = { name: 'd', properties: { serviceName: 'Microsoft.Sql/managedInstances' } };
const guardedBy = (name: string) => ({ networkSecurityGroup: { id: `${network}/networkSecurityGroups/${name}` } });
const routedBy = (name: string) => ({ routeTable: { id: `${network}/routeTables/${name}` } });

/** How one prerequisite is broken: in the network, its subnet, or the order. */
interface Breach {
  check: string;
  location?: string;
  addressSpace?: string[];
  subnet?: object;
  order?: (subnetId: string) => object;
}

/** What Microsoft's page on bringing one's own CNI asks for, one breach each. */
const breaches: Breach[] = [
  { check: 'network-ranges-allowed', addressSpace: ['172.30.0.0/16'] },
  { check: 'network-ranges-apart', addressSpace: ['10.244.0.0/24'] },
  { check: 'subnet-exists', order: (id) => pools(`${id}-gone`) },
  { check: 'subnet-not-delegated', subnet: { delegations: [delegation] } },
  { check: 'subnet-one-prefix', subnet: { addressPrefix: null, addressPrefixes: ['10.60.0.0/24', '10.60.1.0/24'] } },
  { check: 'subnet-addresses-free', subnet: { addressPrefix: '10.60.0.0/29' } },
  { check: 'network-usable', location: 'northeurope' },
  { check: 'node-traffic-allowed', subnet: guardedBy('closed') },
  { check: 'way-out', subnet: routedBy('to-internet') },
  { check: 'identity-exists', order: () => identity('gone') },
  { check: 'identity-may-join-subnet', order: () => identity('stranger') },
  { check: 'egress-allowed', order: () => ({ apiServerAccess: { authorizedIpRanges: ['198.51.100.0/24'] } }) },
];

/** Ten of them, in one order. */
const tenfold: Breach & { checks: string[] } = {
  check: 'tenfold',
  location: 'northeurope',
  addressSpace: ['172.30.0.0/16', '10.244.0.0/24'],
  subnet: {
    addressPrefix: null,
    addressPrefixes: ['10.60.0.0/30', '10.60.1.0/30'],
    delegations: [delegation],
    ...guardedBy('closed'),
    ...routedBy('to-internet'),
  },
  order: () => ({ ...identity('stranger'), apiServerAccess: { authorizedIpRanges: ['198.51.100.0/24'] } }),
  checks: breaches.map(({ check }) => check).filter((check) => !['subnet-exists', 'identity-exists'].includes(check)),
};

const pools = (subnetId: string) => ({
  nodePools: [{ name: 'system', mode: 'System', count: 3, vnetSubnetId: subnetId }],
});
const identity = (name: string) => ({ identity: { type: 'UserAssigned', resourceId: `${identities}/${name}` } });
const subnetOf = ({ check }: Breach) => `${network}/virtualNetworks/${check}/subnets/nodes`;
const wanted = (breach: Breach) => ({
  ...pools(subnetOf(breach)),
  ...identity('aks'),
  network: { outboundType: 'userDefinedRouting' },
  ...breach.order?.(subnetOf(breach)),
});

describe('the prerequisites of a cluster without a CNI', { concurrency: 6 }, () => {
  const sound: Breach = { check: 'sound' };
  let stack: Stack;
  /** Requests that make or remove something, and creates, before the first order. */
  let written: string;
  before(async () => {
    stack = await startStack();
    await furnish();
    written = await writes();
  });
  after(() => stack.stop());

  /** Whatever the orders go into, made past the service as a platform team would. */
  async function furnish() {
    const { put, send } = await armOf(stack.sandboxUrl);
    await put(group);
    const deny = { access: 'Deny', direction: 'Inbound', priority: 4000, protocol: '*', sourceAddressPrefix: '*' };
    const rest = { sourcePortRange: '*', destinationAddressPrefix: '*', destinationPortRange: '*' };
    const out = (nextHopType: string) => ({
      routes: [{ name: 'out', properties: { addressPrefix: '0.0.0.0/0', nextHopType, nextHopIpAddress: '10.9.0.4' } }],
    });
    await Promise.all([
      put(`${network}/networkSecurityGroups/open`),
      put(`${network}/networkSecurityGroups/closed`, {
        securityRules: [{ name: 'closed', properties: { ...deny, ...rest } }],
      }),
      put(`${network}/routeTables/to-firewall`, out('VirtualAppliance')),
      put(`${network}/routeTables/to-internet`, out('Internet')),
      put(`${identities}/stranger`),
    ]);
    await Promise.all(
      [sound, tenfold, ...breaches].map(({ check, location = 'westeurope', addressSpace = [], subnet }) =>
        send('PUT', `${network}/virtualNetworks/${check}`, {
          location,
          properties: {
            addressSpace: { addressPrefixes: ['10.60.0.0/16', ...addressSpace] },
            subnets: [
              {
                name: 'nodes',
                properties: {
                  addressPrefix: '10.60.0.0/24',
                  ...guardedBy('open'),
                  ...routedBy('to-firewall'),
                  ...subnet,
                },
              },
            ],
          },
        }),
      ),
    );
    const { properties } = await put<{ properties: { principalId: string } }>(`${identities}/aks`);
    await put(`${group}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`, {
      roleDefinitionId: networkContributor,
      principalId: properties.principalId,
    });
    await until(
      'the networks settle',
      () => send<{ value: { properties: { provisioningState: string } }[] }>('GET', `${network}/virtualNetworks`),
      ({ value }) => value.every((one) => one.properties.provisioningState === 'Succeeded'),
    );
  }

  async function writes(): Promise<string> {
    const { creates, requests } = (await stack.azure()).counters;
    const made = Object.entries(requests.byRoute).filter(([route]) => /^(PUT|PATCH|DELETE) /.test(route));
    return JSON.stringify([creates.total, made.toSorted()]);
  }

  async function failed(breach: Breach): Promise<Finding[]> {
    const body = { ...orderBase(breach.check), ...wanted(breach) };
    const answer = await stack.ask<{ findings: Finding[] }>('POST', '/v1/clusters?validateOnly=true', { body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.findings.filter(({ verdict }) => verdict === 'Failed');
  }
  const orderBase = (name: string) => ({
    name,
    resourceGroup: { name: `rg-${name}`, create: true },
    location: 'westeurope',
    cni: { plugin: 'cilium' },
  });

  test('kept, fail nothing', async () => {
    assert.deepEqual(await failed(sound), []);
  });

  for (const breach of breaches) {
    test(`one broken alone is told alone, with a remedy: ${breach.check}`, async () => {
      const [finding, ...more] = await failed(breach);
      assert.deepEqual([finding?.check, more], [breach.check, []]);
      assertTold(finding);
    });
  }

  test('ranges that AKS keeps for itself are refused at once, each with its place', async () => {
    const ranges = { podCidr: '172.31.0.0/16', serviceCidr: '169.254.0.0/20', dnsServiceIP: '169.254.0.10' };
    const body = { ...orderBase('ranges'), network: ranges };
    const { status, body: told } = await stack.ask<{ errors: { pointer: string }[]; remedy: string }>(
      'POST',
      '/v1/clusters?validateOnly=true',
      { body },
    );
    assert.equal(status, 422);
    assert.deepEqual(
      new Set(told.errors.map(({ pointer }) => pointer)),
      new Set(['/network/podCidr', '/network/serviceCidr']),
    );
    assert.ok(told.remedy);
  });

  test('ten broken at once are ten findings, of a validation and of a job, and nothing was created', async () => {
    const findings = await failed(tenfold);
    assert.deepEqual(findings.map(({ check }) => check).toSorted(), tenfold.checks.toSorted());
    assert.equal(findings.length, 10);
    for (const finding of findings) assertTold(finding);

    const { id } = await stack.order('tenfold', wanted(tenfold));
    const job = await stack.ended(id);
    assert.deepEqual([job.status, job.error?.code, job.error?.actionBy], ['Failed', 'preflight-failed', 'caller']);
    assert.deepEqual(
      job.findings?.filter(({ verdict }) => verdict === 'Failed'),
      findings,
    );
    assert.equal(job.error?.errors?.length, 10);
    assert.equal(await writes(), written, 'no cluster, no group, nothing at all');
    const { groups } = await stack.azure();
    assert.ok(!groups.some(({ name }) => name === 'rg-tenfold'));
  });
});

/** A sentence, the fact behind it, where in the order it is, and what mends it: a command, or what to order. */
function assertTold(finding: Finding | undefined): void {
  const { detail = '', fact = '', pointer = '', remedy = '' } = finding ?? {};
  assert.match(detail, /\.$/);
  assert.ok(fact, `${detail} has no fact`);
  assert.match(pointer, /^\/\w/);
  assert.match(remedy, /\baz \w+ |\bOrder |^Add /);
}
