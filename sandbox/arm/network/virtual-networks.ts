import { randomUUID } from 'node:crypto';
import type { SandboxClock } from '../../clock.ts';
import { isObject, type JsonObject, list, object, stringMap, text } from '../../json.ts';
import { normalLocation } from '../clusters/body.ts';
import { locationRequired } from '../errors.ts';

const TYPE = 'Microsoft.Network/virtualNetworks';
/** Ten seconds of Azure's time: what the recorded network took. */
const READY_AFTER_MS = 10_000;
/** What a service that a subnet is delegated to does there at the least. */
const JOIN = 'Microsoft.Network/virtualNetworks/subnets/join/action';
/** The oldest api-version of which a recording has this property. */
const ENDPOINT_POLICIES = '2024-05-01';

/** A virtual network as it is kept; `body` is what callers see of it. */
export interface VirtualNetwork {
  id: string;
  subscriptionId: string;
  group: string;
  name: string;
  location: string;
  /** Shown only if they were sent, and then even when there are none (recordings). */
  tags?: Record<string, string>;
  properties: JsonObject;
  subnets: Subnet[];
  /** While a change is under way, and when it has settled (recordings). */
  etags: { updating: string; settled: string };
  /** Wall-clock milliseconds; `Updating` before. */
  readyAt: number;
}

/** A subnet, with the properties that were sent. */
export interface Subnet {
  name: string;
  properties: JsonObject;
}

export type Networks = ReturnType<typeof createNetworks>;

/**
 * Virtual networks and their subnets; every property that was sent is kept.
 * @param occupants ids of the IP configurations of the nodes that live in a subnet
 */
export function createNetworks(clock: SandboxClock, occupants: (subnetId: string) => string[], changed: () => void) {
  const all = new Map<string, VirtualNetwork>();
  const idOf = (subscriptionId: string, group: string, name: string) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${TYPE}/${name}`;
  const state = (network: VirtualNetwork) => (clock.now() >= network.readyAt ? 'Succeeded' : 'Updating');

  const etag = ({ etags, readyAt }: VirtualNetwork) => (clock.now() >= readyAt ? etags.settled : etags.updating);

  function touch(network: VirtualNetwork): void {
    network.etags = newEtags();
    network.readyAt = clock.now() + clock.scaled(READY_AFTER_MS);
    changed();
  }

  function subnetBody(network: VirtualNetwork, subnet: Subnet): JsonObject {
    const id = `${network.id}/subnets/${subnet.name}`;
    const delegations = list(subnet.properties['delegations']).map((item) => {
      const { name, properties } = object(item);
      const known = { ...object(properties), provisioningState: 'Succeeded', actions: [JOIN] };
      return { name, id: `${id}/delegations/${name}`, properties: known, type: `${TYPE}/subnets/delegations` };
    });
    const used = [...list(subnet.properties['ipConfigurations']), ...occupants(id).map((one) => ({ id: one }))];
    return {
      name: subnet.name,
      id,
      etag: etag(network),
      properties: {
        privateEndpointNetworkPolicies: 'Disabled',
        privateLinkServiceNetworkPolicies: 'Enabled',
        ...subnet.properties,
        provisioningState: state(network),
        ...(used.length === 0 ? {} : { ipConfigurations: used }),
        delegations,
      },
      type: `${TYPE}/subnets`,
    };
  }

  return {
    find: (subscriptionId: string, group: string, name: string) =>
      all.get(idOf(subscriptionId, group, name).toLowerCase()),
    byId: (id: string) => all.get(id.toLowerCase()),
    etag,
    ready: (network: VirtualNetwork) => clock.now() >= network.readyAt,
    /** Ids of the subnets that refer to a security group, a route table or a NAT gateway. */
    referringTo: (id: string) =>
      [...all.values()].flatMap((network) =>
        network.subnets
          .filter(({ properties }) => referencesOf(properties).some((one) => one.toLowerCase() === id.toLowerCase()))
          .map(({ name }) => `${network.id}/subnets/${name}`),
      ),
    /** The subnet of an id in any case; undefined when there is none. */
    subnetById(id: string): { network: VirtualNetwork; subnet: Subnet } | undefined {
      const match = /^(.*)\/subnets\/([^/]+)$/i.exec(id);
      const network = all.get((match?.[1] ?? '').toLowerCase());
      const subnet = network?.subnets.find(({ name }) => name.toLowerCase() === match?.[2]?.toLowerCase());
      return network === undefined || subnet === undefined ? undefined : { network, subnet };
    },
    put(
      subscriptionId: string,
      group: string,
      name: string,
      body: JsonObject,
    ): { network: VirtualNetwork; made: boolean } {
      const id = idOf(subscriptionId, group, name);
      const { subnets, provisioningState: _, ...properties } = object(body['properties']);
      const location = text(body['location']);
      if (location === undefined) {
        throw locationRequired();
      }
      const previous = all.get(id.toLowerCase());
      const network: VirtualNetwork = {
        id: previous?.id ?? id,
        subscriptionId,
        group,
        name: previous?.name ?? name,
        location: normalLocation(location),
        ...(isObject(body['tags']) ? { tags: stringMap(body['tags']) } : {}),
        properties: { resourceGuid: randomUUID(), ...shownOf(properties) },
        subnets: list(subnets)
          .filter(isObject)
          .map((item) => ({ name: `${item['name']}`, properties: object(item['properties']) })),
        etags: newEtags(),
        readyAt: 0,
      };
      touch(network);
      all.set(id.toLowerCase(), network);
      return { network, made: previous === undefined };
    },
    retag(network: VirtualNetwork, tags: Record<string, string>): void {
      network.tags = tags;
      touch(network);
    },
    inSubscription: (subscriptionId: string) =>
      [...all.values()].filter((item) => item.subscriptionId === subscriptionId),
    putSubnet(network: VirtualNetwork, name: string, body: JsonObject): { subnet: Subnet; made: boolean } {
      const previous = network.subnets.find((item) => item.name.toLowerCase() === name.toLowerCase());
      const subnet = previous ?? { name, properties: {} };
      subnet.properties = object(body['properties']);
      if (previous === undefined) network.subnets.push(subnet);
      touch(network);
      return { subnet, made: previous === undefined };
    },
    removeSubnet(network: VirtualNetwork, name: string): boolean {
      const before = network.subnets.length;
      network.subnets = network.subnets.filter((item) => item.name.toLowerCase() !== name.toLowerCase());
      touch(network);
      return network.subnets.length < before;
    },
    remove(id: string): void {
      all.delete(id.toLowerCase());
      changed();
    },
    inGroup: (subscriptionId: string, group: string) =>
      [...all.values()].filter(
        (item) => item.subscriptionId === subscriptionId && item.group.toLowerCase() === group.toLowerCase(),
      ),
    body: (network: VirtualNetwork, apiVersion: string): JsonObject => ({
      name: network.name,
      id: network.id,
      etag: etag(network),
      type: TYPE,
      location: network.location,
      ...(network.tags === undefined ? {} : { tags: network.tags }),
      properties: {
        virtualNetworkPeerings: [],
        enableDdosProtection: false,
        ...(apiVersion < ENDPOINT_POLICIES ? {} : { privateEndpointVNetPolicies: 'Disabled' }),
        ...network.properties,
        provisioningState: state(network),
        subnets: network.subnets.map((subnet) => subnetBody(network, subnet)),
      },
    }),
    subnetBody,
    snapshot: () => [...all.values()],
    restore(snapshot: unknown): void {
      for (const item of list(snapshot)) {
        const network = item as VirtualNetwork;
        all.set(network.id.toLowerCase(), network);
      }
    },
  };
}

function newEtags(): VirtualNetwork['etags'] {
  return { updating: `W/"${randomUUID()}"`, settled: `W/"${randomUUID()}"` };
}

/** What Azure makes of a network's properties: DNS servers are a list, if an empty one, and what is off is not shown. */
function shownOf({ dhcpOptions, enableVmProtection, ...properties }: JsonObject): JsonObject {
  return {
    ...properties,
    ...(isObject(dhcpOptions) ? { dhcpOptions: { dnsServers: [], ...dhcpOptions } } : {}),
    ...(enableVmProtection === true ? { enableVmProtection } : {}),
  };
}

/** Ids of what a subnet refers to. */
export function referencesOf(properties: JsonObject): string[] {
  return ['networkSecurityGroup', 'routeTable', 'natGateway'].flatMap(
    (member) => text(object(properties[member])['id']) ?? [],
  );
}
