import type { Condition, KubeObject } from './object.ts';

export interface Taint {
  key: string;
  value?: string;
  effect: string;
  timeAdded?: string;
}

/** What the kubelet reports. */
export interface NodeStatus {
  conditions: Condition[];
  addresses: { type: string; address: string }[];
  capacity: Record<string, string>;
  allocatable: Record<string, string>;
  nodeInfo: Record<string, string>;
}

/** A node; `providerID` names its machine in the scale set. */
export interface KubeNode extends KubeObject {
  spec: { providerID?: string; taints?: Taint[]; unschedulable?: boolean };
  status: NodeStatus;
}
