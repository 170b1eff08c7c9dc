import { fieldsOf, itemsOf, readPath } from '../json.ts';
import type { CrdVersion } from '../types/definition.ts';
import type { KubeObject } from '../types/object.ts';
import { at, containers, defaultColumns, labelsText, named, numberAt, ratio, size, text, type Value } from './cells.ts';
import { clusterColumns } from './cluster-columns.ts';
import { ageColumn, ageText, column } from './column.ts';
import { jsonPathValue } from './json-path.ts';
import type { Column } from './kind.ts';
import { nodeColumns, podColumns } from './pod-columns.ts';

const template = 'spec.template.spec.containers';
const workload = (path = 'spec.selector.matchLabels', list = template): Column[] => [
  column('Containers', containers('name', list), 1),
  column('Images', containers('image', list), 1),
  column('Selector', (object) => labelsText(readPath(object, path)), 1),
];

const portsText: Value = (object) => {
  const ports = itemsOf(readPath(object, 'spec.ports')).map((item) => {
    const port = fieldsOf(item);
    const node = port['nodePort'] === undefined ? '' : `:${port['nodePort']}`;
    return `${port['port']}${node}/${port['protocol'] ?? 'TCP'}`;
  });
  return ports.length === 0 ? '<none>' : ports.join(',');
};

const externalIp: Value = (object) => {
  const type = readPath(object, 'spec.type');
  const ingress = fieldsOf(itemsOf(readPath(object, 'status.loadBalancer.ingress'))[0])['ip'];
  if (type === 'LoadBalancer') return text(ingress, '<pending>');
  return type === 'ExternalName' ? text(readPath(object, 'spec.externalName')) : '<none>';
};

const jobStatus: Value = (object) => {
  const conditions = itemsOf(readPath(object, 'status.conditions')).map(fieldsOf);
  const holds = (type: string) =>
    conditions.some((condition) => condition['type'] === type && condition['status'] === 'True');
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  return readPath(object, 'spec.suspend') === true ? 'Suspended' : 'Running';
};

const lastSeen: Value = (object, now) =>
  ageText(object['lastTimestamp'] ?? object['eventTime'] ?? object['firstTimestamp'], now);
const involved: Value = (object) =>
  `${String(readPath(object, 'involvedObject.kind')).toLowerCase()}/${readPath(object, 'involvedObject.name')}`;

const endpointsText: Value = (object) => {
  const found = itemsOf(object['subsets']).flatMap((item) => {
    const subset = fieldsOf(item);
    return itemsOf(subset['addresses']).flatMap((address) =>
      itemsOf(subset['ports']).map((port) => `${fieldsOf(address)['ip']}:${fieldsOf(port)['port']}`),
    );
  });
  if (found.length === 0) return '<none>';
  return found.length > 3 ? `${found.slice(0, 3).join(',')} + ${found.length - 3} more...` : found.join(',');
};

/** The columns of built-in kinds; the others have a name and an age. */
export const builtinColumns: Record<string, Column[]> = {
  nodes: nodeColumns,
  pods: podColumns,
  configmaps: named(column('Data', size('data'), 0, 'string'), ageColumn),
  secrets: named(column('Type', at('type')), column('Data', size('data')), ageColumn),
  namespaces: named(column('Status', at('status.phase')), ageColumn),
  serviceaccounts: named(column('Secrets', size('secrets')), ageColumn),
  services: named(
    column('Type', at('spec.type')),
    column('Cluster-IP', at('spec.clusterIP')),
    column('External-IP', externalIp),
    column('Port(s)', portsText),
    ageColumn,
    column('Selector', (object) => labelsText(readPath(object, 'spec.selector')), 1),
  ),
  endpoints: named(column('Endpoints', endpointsText), ageColumn),
  events: [
    column('Last Seen', lastSeen),
    column('Type', at('type')),
    column('Reason', at('reason')),
    column('Object', involved),
    column('Subobject', at('involvedObject.fieldPath', ''), 1),
    column('Source', at('source.component'), 1),
    column('Message', (object) => text(object['message']).trim()),
    column('First Seen', (object, now) => ageText(object['firstTimestamp'], now), 1),
    column('Count', numberAt('count'), 1, 'integer'),
    column('Name', (object) => object.metadata.name, 1),
  ],
  'daemonsets.apps': named(
    column('Desired', numberAt('status.desiredNumberScheduled'), 0, 'integer'),
    column('Current', numberAt('status.currentNumberScheduled'), 0, 'integer'),
    column('Ready', numberAt('status.numberReady'), 0, 'integer'),
    column('Up-to-date', numberAt('status.updatedNumberScheduled'), 0, 'integer'),
    column('Available', numberAt('status.numberAvailable'), 0, 'integer'),
    column('Node Selector', (object) => labelsText(readPath(object, 'spec.template.spec.nodeSelector'))),
    ageColumn,
    ...workload(),
  ),
  'deployments.apps': named(
    column('Ready', ratio('status.readyReplicas', 'spec.replicas')),
    column('Up-to-date', numberAt('status.updatedReplicas'), 0, 'integer'),
    column('Available', numberAt('status.availableReplicas'), 0, 'integer'),
    ageColumn,
    ...workload(),
  ),
  'replicasets.apps': named(
    column('Desired', numberAt('spec.replicas'), 0, 'integer'),
    column('Current', numberAt('status.replicas'), 0, 'integer'),
    column('Ready', numberAt('status.readyReplicas'), 0, 'integer'),
    ageColumn,
    ...workload(),
  ),
  'statefulsets.apps': named(
    column('Ready', ratio('status.readyReplicas', 'spec.replicas')),
    ageColumn,
    column('Containers', containers('name', template), 1),
    column('Images', containers('image', template), 1),
  ),
  'jobs.batch': named(
    column('Status', jobStatus),
    column('Completions', ratio('status.succeeded', 'spec.completions')),
    column('Duration', (object, now) => {
      const start = readPath(object, 'status.startTime');
      const end = readPath(object, 'status.completionTime');
      return start === undefined ? '' : ageText(start, end === undefined ? now : Date.parse(String(end)));
    }),
    ageColumn,
    ...workload(),
  ),
  'cronjobs.batch': named(
    column('Schedule', at('spec.schedule')),
    column('Timezone', at('spec.timeZone')),
    column('Suspend', (object) => (readPath(object, 'spec.suspend') === true ? 'True' : 'False')),
    column('Active', size('status.active'), 0, 'integer'),
    column('Last Schedule', (object, now) => {
      const last = readPath(object, 'status.lastScheduleTime');
      return last === undefined ? '<none>' : ageText(last, now);
    }),
    ageColumn,
  ),
  ...clusterColumns,
};

/** The columns that a custom resource definition asks for. */
export function customColumns(version: CrdVersion): Column[] {
  const wanted = version.additionalPrinterColumns;
  if (wanted === undefined || wanted.length === 0) return defaultColumns;
  return named(
    ...wanted.map((item) => ({
      ...column(
        item.name,
        customValue(item.jsonPath, item.type),
        item.priority ?? 0,
        item.type === 'date' ? 'date' : item.type,
      ),
      description: item.description ?? '',
    })),
  );
}

const customValue =
  (path: string, type: string): Value =>
  (object: KubeObject, now) => {
    const value = jsonPathValue(object, path);
    if (value === undefined || value === null) return '';
    if (type === 'date') return ageText(value, now);
    return type === 'integer' || type === 'number'
      ? Number(value)
      : typeof value === 'string'
        ? value
        : JSON.stringify(value);
  };
