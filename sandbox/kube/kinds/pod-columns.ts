import { isInitialized } from '../controllers/container-status.ts';
import { fieldsOf, itemsOf } from '../json.ts';
import type { KubeNode } from '../types/node.ts';
import type { Condition, KubeObject } from '../types/object.ts';
import type { ContainerStatus, Pod } from '../types/pod.ts';
import { ageColumn, ageText, column, nameColumn } from './column.ts';
import type { Column } from './kind.ts';

const asPod = (object: KubeObject) => object as Pod;
const asNode = (object: KubeObject) => object as KubeNode;

const stateOf = (status: ContainerStatus) => ({
  waiting: fieldsOf(status.state['waiting'])['reason'],
  ended: fieldsOf(status.state['terminated']),
});

// `Init:0/2`, `Init:CrashLoopBackOff`: the first init container that is not through.
function initText(pod: Pod): string | undefined {
  const containers = pod.spec.initContainers ?? [];
  const index = containers.findIndex(
    (container) =>
      !isInitialized(
        container,
        pod.status.initContainerStatuses?.find(({ name }) => name === container.name),
      ),
  );
  const status = pod.status.initContainerStatuses?.find(({ name }) => name === containers[index]?.name);
  if (status === undefined) return undefined;
  const { waiting, ended } = stateOf(status);
  if (ended['exitCode'] !== undefined) return `Init:${ended['reason'] ?? `ExitCode:${ended['exitCode']}`}`;
  if (waiting !== undefined && waiting !== 'PodInitializing') return `Init:${waiting}`;
  return `Init:${index}/${containers.length}`;
}

/** The word for a pod's state, as kubectl shows it. */
function podStatus(pod: Pod): string {
  const reason = pod.status.reason ?? pod.status.phase;
  if (pod.metadata.deletionTimestamp !== undefined) return 'Terminating';
  const init = initText(pod);
  if (init !== undefined) return init;
  const statuses = pod.status.containerStatuses ?? [];
  const word = statuses
    .map((status) => {
      const { waiting, ended } = stateOf(status);
      return waiting ?? ended['reason'];
    })
    .find((each) => each !== undefined);
  const isRunning = statuses.some((status) => status.ready && status.state['running'] !== undefined);
  if (word === 'Completed' && isRunning) return holds(pod.status.conditions, 'Ready') ? 'Running' : 'NotReady';
  return pod.status.reason === undefined ? String(word ?? reason) : reason;
}

// `3 (10s ago)`: how often, and when last.
function restartText(pod: Pod, now: number): string {
  const sidecars = (pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
  const statuses = [
    ...(pod.status.initContainerStatuses ?? []).filter(({ name }) => sidecars.some((each) => each.name === name)),
    ...(pod.status.containerStatuses ?? []),
  ];
  const count = statuses.reduce((sum, status) => sum + status.restartCount, 0);
  const times = statuses.flatMap((status) => fieldsOf(status.lastState['terminated'])['finishedAt'] ?? []);
  const last = times.map(String).sort().at(-1);
  return count === 0 || last === undefined ? String(count) : `${count} (${ageText(last, now)} ago)`;
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
    const { spec, status } = asPod(object);
    const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always');
    const names = [...sidecars, ...spec.containers].map(({ name }) => name);
    const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
    return `${all.filter(({ name, ready }) => ready && names.includes(name)).length}/${names.length}`;
  }),
  column('Status', (object) => podStatus(asPod(object))),
  column('Restarts', (object, now) => restartText(asPod(object), now)),
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
