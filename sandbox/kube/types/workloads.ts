import type { Condition, Fields, KubeObject, LabelSelector } from './object.ts';
import type { PodTemplate } from './pod.ts';

/** How a workload goes over to another template; figures are pods or shares (`25%`). */
export interface Rollout {
  type?: string;
  rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string; partition?: number };
}

/** One pod on every node that fits. */
export interface DaemonSet extends KubeObject {
  spec: { selector: LabelSelector; template: PodTemplate; updateStrategy?: Rollout };
  status?: Fields;
}

/** A number of pods by way of ReplicaSets, one for each template. */
export interface Deployment extends KubeObject {
  spec: {
    replicas?: number;
    selector: LabelSelector;
    template: PodTemplate;
    strategy?: Rollout;
    paused?: boolean;
    revisionHistoryLimit?: number;
  };
  status?: Fields & { conditions?: Condition[] };
}

/** A number of pods of one template. */
export interface ReplicaSet extends KubeObject {
  spec: { replicas?: number; selector: LabelSelector; template: PodTemplate };
  status?: Fields & { replicas?: number; readyReplicas?: number; availableReplicas?: number };
}

/** Pods with numbers, and claims that stay with them. */
export interface StatefulSet extends KubeObject {
  spec: {
    replicas?: number;
    selector: LabelSelector;
    template: PodTemplate;
    podManagementPolicy?: string;
    volumeClaimTemplates?: { metadata: { name: string }; spec: Fields }[];
  };
  status?: Fields;
}

/** Pods that run to their end. */
export interface Job extends KubeObject {
  spec: {
    template: PodTemplate;
    completions?: number;
    parallelism?: number;
    backoffLimit?: number;
    suspend?: boolean;
    ttlSecondsAfterFinished?: number;
  };
  status?: Fields & { conditions?: Condition[]; startTime?: string };
}
