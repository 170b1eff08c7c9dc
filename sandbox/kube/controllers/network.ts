import { type Cluster, timestamp } from '../cluster.ts';
import { daemonSets, nodes, pods } from '../store/resources.ts';
import type { KubeNode, Taint } from '../types/node.ts';
import type { Condition, KubeObject } from '../types/object.ts';
import type { Pod, PodSpec } from '../types/pod.ts';
import { isTrue, withCondition } from './conditions.ts';
import { type Controller, keyOf, splitKey } from './engine.ts';
import { recordEvent } from './events.ts';
import { notReady, notReadyTaint } from './machines.ts';
import { controllerOf, isLeaving, isReady } from './pods.ts';

// How long a kubelet takes to notice a CNI's configuration, or that it is gone.
const noticeTime = 5_000;
const loseTime = 10_000;
// How long a node that flaps stays as it is.
const flapTime = 30_000;

/** Whether a pod of this spec puts a CNI on its node. */
function bringsNetwork(spec: PodSpec): boolean {
  const cniPath = (path: string | undefined) => /^\/(etc|opt)\/cni(\/|$)/.test(path ?? '');
  return spec.hostNetwork === true && (spec.volumes ?? []).some((volume) => cniPath(volume.hostPath?.path));
}

const isAgent = (pod: Pod) => controllerOf(pod)?.kind === 'DaemonSet' && bringsNetwork(pod.spec);

// CNIs that say on the node that they are there.
const upReasons: Record<string, [reason: string, message: string]> = {
  cilium: ['CiliumIsUp', 'Cilium is running on this node'],
  'calico-node': ['CalicoIsUp', 'Calico is running on this node'],
  'kube-flannel-ds': ['FlannelIsUp', 'Flannel is running on this node'],
};

function setReady(cluster: Cluster, node: KubeNode, agent: Pod): void {
  const now = timestamp(cluster.clock);
  const ready: Condition = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    message: 'kubelet is posting ready status',
  };
  let conditions = withCondition(node.status.conditions, { ...ready, lastHeartbeatTime: now }, now);
  const up = upReasons[controllerOf(agent)?.name ?? ''];
  if (up !== undefined) {
    const [reason, message] = up;
    const network: Condition = { type: 'NetworkUnavailable', status: 'False', reason, message, lastHeartbeatTime: now };
    conditions = withCondition(conditions, network, now);
  }
  const stays = cluster.behaviour.taintStays === true;
  const taints = (node.spec.taints ?? []).filter((taint) => stays || taint.key !== notReadyTaint);
  const { taints: _, ...spec } = node.spec;
  const next = {
    ...node,
    spec: { ...spec, ...(taints.length > 0 && { taints }) },
    status: { ...node.status, conditions },
  };
  cluster.store.put(nodes, next);
  const message = `Node ${node.metadata.name} status is now: NodeReady`;
  recordEvent(cluster, node, 'Normal', 'NodeReady', message, 'kubelet');
}

const hangs = 'PLEG is not healthy: pleg was last seen active 3m7.629592089s ago; threshold is 3m0s';

function setNotReady(cluster: Cluster, node: KubeNode): void {
  const now = timestamp(cluster.clock);
  const why = cluster.behaviour.nodesFlap === true ? { message: hangs } : {};
  const conditions = withCondition(node.status.conditions, { ...notReady, ...why, lastHeartbeatTime: now }, now);
  const effects = ['NoSchedule', 'NoExecute'];
  const taints: Taint[] = effects.map((effect) => ({ key: notReadyTaint, effect, timeAdded: now }));
  const spec = { ...node.spec, taints: [...(node.spec.taints ?? []), ...taints] };
  cluster.store.put(nodes, { ...node, spec, status: { ...node.status, conditions } });
  const message = `Node ${node.metadata.name} status is now: NodeNotReady`;
  recordEvent(cluster, node, 'Normal', 'NodeNotReady', message, 'node-controller');
}

function agentOn(cluster: Cluster, name: string): Pod | undefined {
  return cluster.store.list(pods).find((pod) => pod.spec.nodeName === name && isAgent(pod) && isReady(pod));
}

// While a CNI's DaemonSet is there, an agent that is replaced leaves its configuration on the node.
function hasNetwork(cluster: Cluster): boolean {
  return cluster.store.list(daemonSets).some((set) => !isLeaving(set) && bringsNetwork(set.spec.template.spec));
}

function mayTurnReady(cluster: Cluster, node: KubeNode): Pod | undefined {
  if (isTrue(node.status.conditions, 'Ready') || cluster.behaviour.nodesNeverReady === true) return undefined;
  return agentOn(cluster, node.metadata.name);
}

function losesNetwork(cluster: Cluster, node: KubeNode): boolean {
  if (!isTrue(node.status.conditions, 'Ready')) return false;
  if (cluster.behaviour.nodesNeverReady === true || cluster.behaviour.nodesFlap === true) return true;
  return agentOn(cluster, node.metadata.name) === undefined && !hasNetwork(cluster);
}

function reconcileNode(cluster: Cluster, node: KubeNode): void {
  const { name, uid } = node.metadata;
  const flaps = cluster.behaviour.nodesFlap === true;
  const again = (act: (live: KubeNode) => void) => () => {
    const live = cluster.store.get(nodes, undefined, name);
    if (live?.metadata.uid === uid) act(live);
  };
  if (mayTurnReady(cluster, node) !== undefined) {
    const act = again((live) => {
      const agent = mayTurnReady(cluster, live);
      if (agent !== undefined) setReady(cluster, live, agent);
    });
    cluster.timers.later(`ready ${name}`, flaps ? flapTime : noticeTime, act);
  } else if (losesNetwork(cluster, node)) {
    const act = again((live) => losesNetwork(cluster, live) && setNotReady(cluster, live));
    cluster.timers.later(`lose ${name}`, flaps ? flapTime : loseTime, act);
  }
}

/** Turns nodes Ready when a CNI's agent runs on them, and NotReady when it is gone. */
export const networkController: Controller = {
  name: 'network',
  concerns: (cluster, change) => {
    const { object, previous } = change;
    if (change.resource === nodes.key) return change.type === 'DELETED' ? [] : [keyOf(object)];
    if (change.resource === daemonSets.key && change.type === 'DELETED') return cluster.store.list(nodes).map(keyOf);
    if (change.resource !== pods.key) return [];
    const states = [object, previous].filter((state): state is KubeObject => state !== undefined) as Pod[];
    return states
      .filter((pod) => pod.spec.nodeName !== undefined && isAgent(pod))
      .map((pod) => `/${pod.spec.nodeName}`);
  },
  reconcile: (cluster, key) => {
    const node = cluster.store.get(nodes, ...splitKey(key));
    if (node !== undefined) reconcileNode(cluster, node);
  },
};
