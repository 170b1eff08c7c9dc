import type { Reply } from '../../http/reply.ts';
import { type JsonObject, object } from '../../json.ts';
import { aksError, resourceNotFound } from '../errors.ts';
import { type ArmRequest, param } from '../request.ts';
import type { Cluster } from './cluster.ts';
import { CLUSTER_TYPE } from './store.ts';

const NAMES = ['default', 'aksManagedAutoUpgradeSchedule', 'aksManagedNodeOSUpgradeSchedule'];
const SCHEDULES = ['daily', 'weekly', 'absoluteMonthly', 'relativeMonthly'];

/** Creates or replaces a maintenance configuration: 201 the first time, then 200; there is no operation to follow. */
export function putMaintenance(request: ArmRequest, cluster: Cluster, changed: () => void): Reply {
  const name = NAMES.find((one) => one.toLowerCase() === param(request, 'configuration').toLowerCase());
  if (name === undefined) throw invalid('configName', `it must be one of ${NAMES.join(', ')}.`);
  const properties = object(object(request.body)['properties']);
  if (name !== 'default') checkWindow(object(properties['maintenanceWindow']));
  const status = cluster.maintenance?.[name] === undefined ? 201 : 200;
  cluster.maintenance = { ...cluster.maintenance, [name]: properties };
  changed();
  return { status, body: resource(cluster, name, properties) };
}

export function getMaintenance(request: ArmRequest, cluster: Cluster): Reply {
  const [name, properties] = find(request, cluster);
  return { status: 200, body: resource(cluster, name, properties) };
}

export function listMaintenance(cluster: Cluster): Reply {
  const value = Object.entries(cluster.maintenance ?? {}).map(([name, each]) => resource(cluster, name, each));
  return { status: 200, body: { value } };
}

function find(request: ArmRequest, cluster: Cluster): [string, JsonObject] {
  const wanted = param(request, 'configuration');
  const found = Object.entries(cluster.maintenance ?? {}).find(([name]) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return found;
  throw resourceNotFound(`${CLUSTER_TYPE}/${cluster.name}/maintenanceConfigurations`, wanted, cluster.resourceGroup);
}

function checkWindow(window: JsonObject): void {
  const schedule = object(window['schedule']);
  const kinds = SCHEDULES.filter((kind) => schedule[kind] !== undefined);
  if (kinds.length !== 1) throw invalid('maintenanceWindow.schedule', 'exactly one kind of schedule must be given.');
  const hours = Number(window['durationHours']);
  if (!(hours >= 4 && hours <= 24)) throw invalid('maintenanceWindow.durationHours', 'it must be between 4 and 24.');
  if (!/^\d{2}:\d{2}$/.test(`${window['startTime']}`))
    throw invalid('maintenanceWindow.startTime', 'it must be HH:mm.');
  if (!/^[+-]\d{2}:\d{2}$/.test(`${window['utcOffset'] ?? '+00:00'}`)) {
    throw invalid('maintenanceWindow.utcOffset', 'it must be +/-HH:mm.');
  }
}

function invalid(target: string, message: string) {
  return aksError(400, 'InvalidParameter', `The value of parameter ${target} is invalid. Error details: ${message}`, {
    target,
  });
}

function resource(cluster: Cluster, name: string, properties: JsonObject) {
  const type = 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations';
  return { id: `${cluster.body.id}/maintenanceConfigurations/${name}`, name, type, properties };
}
