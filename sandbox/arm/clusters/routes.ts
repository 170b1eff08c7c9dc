import { JSON_PLAIN, type Reply } from '../../http/reply.ts';
import type { Route } from '../../http/router.ts';
import { isObject, type JsonObject, object, stringMap, text } from '../../json.ts';
import type { PoolParts } from '../agent-pools/put.ts';
import { poolRoutes } from '../agent-pools/routes.ts';
import { aksError, armError, resourceNotFound } from '../errors.ts';
import type { Pager } from '../paging.ts';
import { type ArmHandle, type ArmRequest, aksRoute, param } from '../request.ts';
import type { Act } from './acts.ts';
import { type Cluster, isStopped } from './cluster.ts';
import { credentials } from './credentials.ts';
import { checkAbortable, checkIdle } from './in-progress.ts';
import { getMaintenance, listMaintenance, putMaintenance } from './maintenance.ts';
import { checkPreconditions } from './preconditions.ts';
import { follow, followToResult, type PutParts, putCluster, shown } from './put.ts';
import { CLUSTER_TYPE } from './store.ts';
import { kubernetesVersions, orchestrators } from './versions.ts';

export interface ClusterRouteParts extends PutParts, PoolParts {
  act: Act;
  page: Pager;
  /** Where API servers are found, and whose certificates they show: both stand in kubeconfigs. */
  baseUrl: () => string;
  caPem: string;
}

const SUBSCRIPTION = '/subscriptions/:sub';
const PROVIDER = `${SUBSCRIPTION}/providers/Microsoft.ContainerService`;
const CLUSTERS = `${SUBSCRIPTION}/resourceGroups/:rg/providers/${CLUSTER_TYPE}`;

/** Everything under Microsoft.ContainerService. */
export function clusterRoutes(parts: ClusterRouteParts): Route<ArmHandle>[] {
  const { clusters, groups, kube, lifecycle, operations, page, baseUrl, caPem, tenantId } = parts;

  const own = (request: ArmRequest): [string, string, string] => [
    param(request, 'sub'),
    param(request, 'rg'),
    param(request, 'name'),
  ];
  const need = (request: ArmRequest) => clusters.need(...own(request));
  const as = (request: ArmRequest) => (cluster: Cluster) => shown(cluster, request.apiVersion);
  const ok = (body: unknown, headers = {}): Reply => ({ status: 200, contentType: JSON_PLAIN, headers, body });

  function remove(request: ArmRequest): Reply {
    const [subscriptionId, group, name] = own(request);
    const cluster = clusters.find(subscriptionId, group, name);
    if (cluster === undefined) {
      groups.need(subscriptionId, group);
      return { status: 204 };
    }
    checkPreconditions(request, cluster.body);
    const running = operations.find(cluster.operationId ?? '');
    const operation = running?.kind === 'delete' ? running : lifecycle.remove(cluster);
    return { status: 202, headers: followToResult(operation, operations) };
  }

  function abort(request: ArmRequest): Reply {
    const cluster = need(request);
    checkAbortable(cluster.operationId, operations);
    const headers = followToResult(lifecycle.abort(cluster), operations);
    return { status: 202, contentType: JSON_PLAIN, headers, body: withOwnAddons(shown(cluster, request.apiVersion)) };
  }

  function patchTags(request: ArmRequest): Reply {
    const cluster = need(request);
    checkPreconditions(request, cluster.body);
    checkIdle(cluster, operations);
    if (!isObject(request.body) || !isObject(request.body['tags'])) {
      throw aksError(400, 'InvalidParameter', 'Required parameter tags is missing (null).', { target: 'tags' });
    }
    const operation = lifecycle.retag(cluster, stringMap(request.body['tags']));
    return ok(shown(cluster, request.apiVersion), follow(operation, operations));
  }

  function credential(role: 'Admin' | 'User') {
    return (request: ArmRequest): Reply => {
      const cluster = need(request);
      const legacy = request.query.get('format') === 'azure';
      const host = text(cluster.body.properties['privateFQDN']) ?? cluster.fqdn;
      return credentials(cluster, role, { serverUrl: `${baseUrl()}/kubernetes/${host}`, caPem, tenantId, legacy });
    };
  }

  function operation(request: ArmRequest) {
    const id = param(request, 'id');
    const found = operations.find(id);
    if (found === undefined || found.subscriptionId !== param(request, 'sub')) {
      throw armError(404, 'OperationNotFound', `The operation '${id}' was not found.`);
    }
    // Azure signs these URLs; what it answers to a changed one is not recorded, so the words are ours.
    if (!operations.isOwnUrl(request.path, request.query)) {
      throw armError(
        403,
        'InvalidOperationUrl',
        'The signature of the operation URL is not valid. Use the URL exactly as it was given.',
      );
    }
    return found;
  }

  /** The recorded end of an abort: 204 without a body, with a content-type and a freshly signed location. */
  function operationResult(request: ArmRequest): Reply {
    const found = operation(request);
    const headers = { location: operations.resultUrl(found) };
    return { status: found.status === 'InProgress' ? 202 : 204, contentType: JSON_PLAIN, headers };
  }

  /** Each answers nothing but where to follow it. */
  function act(what: 'start' | 'stop' | 'rotate', doing: string) {
    return (request: ArmRequest): Reply => {
      const cluster = need(request);
      checkIdle(cluster, operations);
      const from = what === 'start' ? 'stopped' : 'running';
      if (!kube.has(cluster.fqdn) || isStopped(cluster.body.properties) !== (what === 'start')) {
        const message = `managed cluster is not currently ${from}, ${doing} cannot be performed`;
        throw aksError(409, 'OperationNotAllowed', message);
      }
      const operation = parts.act(cluster, what);
      return { status: 202, headers: followToResult(operation, operations) };
    };
  }

  const maintained = (request: ArmRequest) => clusters.needParent(...own(request), 'maintenanceConfigurations');
  const plain = (reply: Reply): Reply => ({ ...reply, contentType: JSON_PLAIN });

  function listInGroup(request: ArmRequest): Reply {
    const group = groups.need(param(request, 'sub'), param(request, 'rg'));
    return plain(page(request, clusters.inGroup(group.subscriptionId, group.name).map(as(request))));
  }

  return [
    aksRoute('PUT', `${CLUSTERS}/:name`, 'put', 'putCluster', (request) => putCluster(request, parts)),
    aksRoute('GET', `${CLUSTERS}/:name`, 'get', 'getCluster', (request) =>
      ok(shown(need(request), request.apiVersion)),
    ),
    aksRoute('DELETE', `${CLUSTERS}/:name`, 'delete', 'other', remove),
    aksRoute('PATCH', `${CLUSTERS}/:name`, 'patch', 'other', patchTags),
    aksRoute('POST', `${CLUSTERS}/:name/abort`, 'abort', 'other', abort),
    aksRoute('POST', `${CLUSTERS}/:name/listClusterAdminCredential`, 'credentials', 'other', credential('Admin')),
    aksRoute('POST', `${CLUSTERS}/:name/listClusterUserCredential`, 'credentials', 'other', credential('User')),
    aksRoute('POST', `${CLUSTERS}/:name/start`, 'power', 'other', act('start', 'starting')),
    aksRoute('POST', `${CLUSTERS}/:name/stop`, 'power', 'other', act('stop', 'stopping')),
    aksRoute('POST', `${CLUSTERS}/:name/rotateClusterCertificates`, 'other', 'other', act('rotate', 'rotating')),
    ...poolRoutes(`${CLUSTERS}/:name`, parts),
    aksRoute('GET', `${CLUSTERS}/:name/maintenanceConfigurations`, 'maintenance', 'other', (request) =>
      plain(listMaintenance(maintained(request))),
    ),
    aksRoute('GET', `${CLUSTERS}/:name/maintenanceConfigurations/:configuration`, 'maintenance', 'other', (request) =>
      plain(getMaintenance(request, maintained(request))),
    ),
    aksRoute('PUT', `${CLUSTERS}/:name/maintenanceConfigurations/:configuration`, 'maintenance', 'other', (request) => {
      const cluster = maintained(request);
      return plain(putMaintenance(request, cluster, () => clusters.put(cluster)));
    }),
    aksRoute('GET', `${CLUSTERS}/:name/identityBindings`, 'other', 'other', (request) => {
      clusters.needParent(...own(request), 'identityBindings');
      return ok({ value: [] });
    }),
    aksRoute('GET', `${CLUSTERS}/:name/identityBindings/:binding`, 'other', 'other', (request) => {
      const { name } = clusters.needParent(...own(request), 'identityBindings');
      throw resourceNotFound(
        `${CLUSTER_TYPE}/${name}/identityBindings`,
        param(request, 'binding'),
        param(request, 'rg'),
      );
    }),
    aksRoute('GET', CLUSTERS, 'list-in-group', 'listInGroup', listInGroup),
    aksRoute('GET', `${PROVIDER}/managedClusters`, 'list', 'listInSubscription', (request) =>
      plain(page(request, clusters.inSubscription(param(request, 'sub')).map(as(request)))),
    ),
    aksRoute('GET', `${PROVIDER}/locations/:location/kubernetesVersions`, 'versions', 'other', () =>
      ok(kubernetesVersions()),
    ),
    aksRoute('GET', `${PROVIDER}/locations/:location/orchestrators`, 'versions', 'other', (request) =>
      ok(orchestrators(param(request, 'sub'), param(request, 'location'))),
    ),
    aksRoute('GET', `${PROVIDER}/locations/:location/operations/:id`, 'poll', 'operationStatus', (request) =>
      ok(operations.body(operation(request))),
    ),
    aksRoute('GET', `${PROVIDER}/locations/:location/operationresults/:id`, 'poll', 'operationStatus', operationResult),
  ];
}

/** The answer to an abort names add-ons that AKS hides elsewhere (recording of 2025, of a cluster with an overlay). */
function withOwnAddons(cluster: JsonObject): JsonObject {
  const addons = ['image-cleaner', 'keda', 'overlay-upgrade-data', 'trustedaccess', 'workload-identity'];
  const addonProfiles = Object.fromEntries(
    addons.map((name) => [name, { enabled: true, config: { addonv2: 'true' } }]),
  );
  return { ...cluster, properties: { ...object(cluster['properties']), addonProfiles } };
}
