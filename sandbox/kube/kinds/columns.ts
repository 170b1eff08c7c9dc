import { fieldsOf, itemsOf, readPath } from '../json.ts';
import type { CrdVersion, KubeObject } from '../types.ts';
import { ageColumn, ageText, column, createdColumn, nameColumn } from './column.ts';
import { jsonPathValue } from './json-path.ts';
import type { Column } from './kind.ts';
import { nodeColumns, podColumns } from './pod-columns.ts';

type Value = Column['value'];

const text = (value: unknown, absent = '<none>') =>
  value === undefined || value === null || value === '' ? absent : String(value);
const at =
  (path: string, absent = '<none>'): Value =>
  (object) =>
    text(readPath(object, path), absent);
const numberAt =
  (path: string): Value =>
  (object) =>
    Number(readPath(object, path) ?? 0);
const size =
  (path: string): Value =>
  (object) => {
    const value = readPath(object, path);
    return Array.isArray(value) ? value.length : Object.keys(fieldsOf(value)).length;
  };
const ratio =
  (done: string, wanted: string): Value =>
  (object) =>
    `${Number(readPath(object, done) ?? 0)}/${Number(readPath(object, wanted) ?? 0)}`;

/** `a=b,c=d`, the way kubectl shows labels and selectors. */
function labelsText(labels: unknown): string {
  const pairs = Object.entries(fieldsOf(labels)).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}

const containers =
  (field: 'name' | 'image', path: string): Value =>
  (object) =>
    itemsOf(readPath(object, path))
      .map((container) => text(fieldsOf(container)[field], ''))
      .join(',');

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

const roleText: Value = (object) => `${readPath(object, 'roleRef.kind')}/${readPath(object, 'roleRef.name')}`;
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

const sliceText =
  (list: string, field: string): Value =>
  (object) =>
    text(
      itemsOf(object[list])
        .flatMap((item) =>
          itemsOf(fieldsOf(item)[field] ?? []).concat(
            Array.isArray(fieldsOf(item)[field]) ? [] : [fieldsOf(item)[field]],
          ),
        )
        .join(','),
      '<unset>',
    );

export const defaultColumns: Column[] = [nameColumn, ageColumn];
const named = (...columns: Column[]): Column[] => [nameColumn, ...columns];

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
  persistentvolumeclaims: named(
    column('Status', at('status.phase')),
    column('Volume', at('spec.volumeName', '')),
    column('Capacity', at('status.capacity.storage', '')),
    column('Access Modes', (object) => itemsOf(readPath(object, 'spec.accessModes')).join(',')),
    column('StorageClass', at('spec.storageClassName', '')),
    ageColumn,
  ),
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
  'leases.coordination.k8s.io': named(column('Holder', at('spec.holderIdentity', '')), ageColumn),
  'clusterroles.rbac.authorization.k8s.io': named(createdColumn),
  'roles.rbac.authorization.k8s.io': named(createdColumn),
  'clusterrolebindings.rbac.authorization.k8s.io': named(column('Role', roleText), ageColumn),
  'rolebindings.rbac.authorization.k8s.io': named(column('Role', roleText), ageColumn),
  'customresourcedefinitions.apiextensions.k8s.io': named(createdColumn),
  'networkpolicies.networking.k8s.io': named(
    column('Pod-Selector', (object) => labelsText(readPath(object, 'spec.podSelector.matchLabels'))),
    ageColumn,
  ),
  'endpointslices.discovery.k8s.io': named(
    column('AddressType', at('addressType')),
    column('Ports', sliceText('ports', 'port')),
    column('Endpoints', sliceText('endpoints', 'addresses')),
    ageColumn,
  ),
  'poddisruptionbudgets.policy': named(
    column('Min Available', at('spec.minAvailable', 'N/A')),
    column('Max Unavailable', at('spec.maxUnavailable', 'N/A')),
    column('Allowed Disruptions', numberAt('status.disruptionsAllowed'), 0, 'integer'),
    ageColumn,
  ),
  'priorityclasses.scheduling.k8s.io': named(
    column('Value', numberAt('value'), 0, 'integer'),
    column('Global-Default', at('globalDefault', 'false')),
    ageColumn,
  ),
  'storageclasses.storage.k8s.io': named(
    column('Provisioner', at('provisioner')),
    column('ReclaimPolicy', at('reclaimPolicy')),
    column('VolumeBindingMode', at('volumeBindingMode')),
    column('AllowVolumeExpansion', at('allowVolumeExpansion', 'false')),
    ageColumn,
  ),
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
