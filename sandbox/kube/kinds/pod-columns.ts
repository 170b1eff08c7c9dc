import { fieldsOf, itemsOf } from '../json.ts';
import type { Condition, KubeNode, KubeObject, Pod } from '../types.ts';
import { ageColumn, column, nameColumn } from './column.ts';
import type { Column } from './kind.ts';

const asPod = (object: KubeObject) => object as Pod;
const asNode = (object: KubeObject) => object as KubeNode;

function podStatus(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  if (pod.status.phase === 'Succeeded') return 'Completed';
  if (pod.status.phase === 'Failed') return 'Error';
  const waiting = (pod.status.containerStatuses ?? [])
    .map((status) => fieldsOf(status.state['waiting'])['reason'])
    .find((reason) => reason !== undefined);
  return String(waiting ?? pod.status.phase);
}

function nodeStatus(node: KubeNode): string {
  const ready = node.status.conditions.find((condition) => condition.type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

function nodeRoles(node: KubeNode): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(node.metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  const legacy = node.metadata.labels?.['kubernetes.io/role'];
  const names = [...roles.map((label) => label.slice(prefix.length)), ...(legacy === undefined ? [] : [legacy])];
  return names.length === 0 ? '<none>' : [...new Set(names)].sort().join(',');
}

const address = (type: string) => (object: KubeObject) =>
  asNode(object).status.addresses.find((item) => item.type === type)?.address ?? '<none>';
const info = (field: string) => (object: KubeObject) => asNode(object).status.nodeInfo[field] ?? '<unknown>';

function gateText(pod: Pod): string {
  const gates = itemsOf(pod.spec['readinessGates' as keyof typeof pod.spec]);
  if (gates.length === 0) return '<none>';
  const held = gates.filter((gate) => holds(pod.status.conditions, String(fieldsOf(gate)['conditionType'])));
  return `${held.length}/${gates.length}`;
}

const holds = (conditions: Condition[] | undefined, type: string) =>
  (conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');

/** `kubectl get pods`. */
export const podColumns: Column[] = [
  nameColumn,
  column('Ready', (object) => {
    const statuses = asPod(object).status.containerStatuses ?? [];
    return `${statuses.filter((status) => status.ready).length}/${asPod(object).spec.containers.length}`;
  }),
  column('Status', (object) => podStatus(asPod(object))),
  column('Restarts', (object) =>
    String((asPod(object).status.containerStatuses ?? []).reduce((sum, status) => sum + status.restartCount, 0)),
  ),
  ageColumn,
  column('IP', (object) => asPod(object).status.podIP ?? '<none>', 1),
  column('Node', (object) => asPod(object).spec.nodeName ?? '<none>', 1),
  column('Nominated Node', () => '<none>', 1),
  column('Readiness Gates', (object) => gateText(asPod(object)), 1),
];

/** `kubectl get nodes`. */
export const nodeColumns: Column[] = [
  nameColumn,
  column('Status', (object) => nodeStatus(asNode(object))),
  column('Roles', (object) => nodeRoles(asNode(object))),
  ageColumn,
  column('Version', info('kubeletVersion')),
  column('Internal-IP', address('InternalIP'), 1),
  column('External-IP', address('ExternalIP'), 1),
  column('OS-Image', info('osImage'), 1),
  column('Kernel-Version', info('kernelVersion'), 1),
  column('Container-Runtime', info('containerRuntimeVersion'), 1),
];
