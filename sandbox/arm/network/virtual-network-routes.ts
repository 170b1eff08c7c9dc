import { randomUUID } from 'node:crypto';
import { retryAfter, type SandboxClock } from '../../clock.ts';
import type { Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import { isObject, type JsonObject, list, object, stringMap } from '../../json.ts';
import { resourceNotFound } from '../errors.ts';
import type { Groups } from '../groups/groups.ts';
import type { Operations } from '../operations.ts';
import type { Pager } from '../paging.ts';
import { type ArmHandle, type ArmRequest, param, routesAs } from '../request.ts';
import { invalidReference } from './invalid-reference.ts';
import type { NetworkResources } from './resources.ts';
import { type Networks, referencesOf, type VirtualNetwork } from './virtual-networks.ts';

export interface VirtualNetworkRouteParts {
  clock: SandboxClock;
  groups: Groups;
  networks: Networks;
  networkResources: NetworkResources;
  operations: Operations;
  page: Pager;
}

/** Recorded, by the times at which azure-cli polled: 3 s after the write, 10 s after each look (Azure's time). */
const RETRY_WRITE_MS = 3_000;
const RETRY_POLL_MS = 10_000;

const GROUP = '/subscriptions/:sub/resourceGroups/:rg/providers';
const NETWORK = `${GROUP}/Microsoft.Network/virtualNetworks`;

/** Virtual networks and their subnets. */
export function virtualNetworkRoutes(parts: VirtualNetworkRouteParts): Route<ArmHandle>[] {
  const { clock, groups, networks, networkResources, operations, page } = parts;
  const route = routesAs('network');
  const ok = (body: unknown, headers = {}): Reply => ({ status: 200, headers: { ...ownId(), ...headers }, body });
  const listed = (request: ArmRequest, items: JsonObject[]): Reply => ({ ...page(request, items), headers: ownId() });
  const scope = (request: ArmRequest): [string, string] => [param(request, 'sub'), param(request, 'rg')];

  function need(request: ArmRequest): VirtualNetwork {
    const [subscriptionId, group] = scope(request);
    const name = param(request, 'vnet');
    groups.need(subscriptionId, group);
    const network = networks.find(subscriptionId, group, name);
    if (network === undefined) throw resourceNotFound('Microsoft.Network/virtualNetworks', name, group);
    return network;
  }

  /** Its end is read off the network, so the record itself closes at once. */
  function follow(network: VirtualNetwork, apiVersion: string): Record<string, string> {
    const { subscriptionId, location, id } = network;
    const operation = operations.start({ kind: 'network', subscriptionId, location, target: id.toLowerCase() });
    operations.end(operation.id, 'Succeeded');
    return {
      ...ownId(),
      'azure-asyncoperation': operations.statusUrl(operation, { provider: 'Microsoft.Network', apiVersion }),
      'azure-asyncnotification': 'Enabled',
      'retry-after': retryAfter(clock, RETRY_WRITE_MS),
    };
  }

  function checkReferences(properties: JsonObject): void {
    for (const id of referencesOf(properties)) {
      if (networkResources.byId(id) === undefined) throw invalidReference(id);
    }
  }

  function put(request: ArmRequest): Reply {
    const [subscriptionId, name] = [param(request, 'sub'), param(request, 'vnet')];
    const group = groups.needForWrite(subscriptionId, param(request, 'rg'));
    const body = object(request.body);
    for (const subnet of list(object(body['properties'])['subnets']))
      checkReferences(object(object(subnet)['properties']));
    const { network, made } = networks.put(subscriptionId, group.name, name, body);
    return {
      status: made ? 201 : 200,
      headers: follow(network, request.apiVersion),
      body: networks.body(network, request.apiVersion),
    };
  }

  function subnet(request: ArmRequest): Reply {
    const network = need(request);
    const name = param(request, 'subnet');
    const found = network.subnets.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found === undefined) {
      throw resourceNotFound(`Microsoft.Network/virtualNetworks/${network.name}/subnets`, name, network.group);
    }
    return ok(networks.subnetBody(network, found), { etag: networks.etag(network) });
  }

  function putSubnet(request: ArmRequest): Reply {
    const network = need(request);
    const body = object(request.body);
    checkReferences(object(body['properties']));
    const { subnet, made } = networks.putSubnet(network, param(request, 'subnet'), body);
    return {
      status: made ? 201 : 200,
      headers: follow(network, request.apiVersion),
      body: networks.subnetBody(network, subnet),
    };
  }

  function removed(network: VirtualNetwork, apiVersion: string): Reply {
    return { status: 202, headers: follow(network, apiVersion) };
  }

  /** The body of a network operation is a status and nothing else (recording of 2022). */
  function operationStatus(request: ArmRequest): Reply {
    const operation = operations.find(param(request, 'id'));
    const found = operation === undefined ? undefined : networks.byId(operation.target);
    if (found === undefined || networks.ready(found)) return ok({ status: 'Succeeded' });
    return ok({ status: 'InProgress' }, { 'retry-after': retryAfter(clock, RETRY_POLL_MS) });
  }

  return [
    route('PUT', `${NETWORK}/:vnet`, put),
    route('PATCH', `${NETWORK}/:vnet`, (request) => {
      const network = need(request);
      const { tags } = object(request.body);
      if (isObject(tags)) networks.retag(network, stringMap(tags));
      return ok(networks.body(network, request.apiVersion), { etag: networks.etag(network) });
    }),
    route('GET', '/subscriptions/:sub/providers/Microsoft.Network/virtualNetworks', (request) => {
      const found = networks.inSubscription(param(request, 'sub'));
      return listed(
        request,
        found.map((one) => networks.body(one, request.apiVersion)),
      );
    }),
    route('GET', `${NETWORK}/:vnet`, (request) => {
      const network = need(request);
      return ok(networks.body(network, request.apiVersion), { etag: networks.etag(network) });
    }),
    route('GET', NETWORK, (request) => {
      const group = groups.need(...scope(request));
      const found = networks.inGroup(group.subscriptionId, group.name);
      return listed(
        request,
        found.map((one) => networks.body(one, request.apiVersion)),
      );
    }),
    route('DELETE', `${NETWORK}/:vnet`, (request) => {
      groups.need(...scope(request));
      const network = networks.find(...scope(request), param(request, 'vnet'));
      if (network === undefined) return { status: 204 };
      networks.remove(network.id);
      return removed(network, request.apiVersion);
    }),
    route('PUT', `${NETWORK}/:vnet/subnets/:subnet`, putSubnet),
    route('GET', `${NETWORK}/:vnet/subnets/:subnet`, subnet),
    route('GET', `${NETWORK}/:vnet/subnets`, (request) => {
      const network = need(request);
      return listed(
        request,
        network.subnets.map((one) => networks.subnetBody(network, one)),
      );
    }),
    route('DELETE', `${NETWORK}/:vnet/subnets/:subnet`, (request) => {
      const network = need(request);
      return networks.removeSubnet(network, param(request, 'subnet'))
        ? removed(network, request.apiVersion)
        : { status: 204 };
    }),
    route('GET', '/subscriptions/:sub/providers/Microsoft.Network/locations/:location/operations/:id', operationStatus),
  ];
}

/** Microsoft.Network has an id of its own for what it was asked (recordings of 2022 and 2025). */
const ownId = () => ({ 'x-ms-arm-service-request-id': randomUUID() });
