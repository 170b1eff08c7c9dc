import type { Condition, Fields, KubeObject, LabelSelector } from './object.ts';
import type { PodTemplate } from './pod.ts';

export interface Rollout {
  type?: string;
  rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string; partition?: number };
}

export interface DaemonSet extends KubeObject {
  spec: { selector: LabelSelector; template: PodTemplate; updateStrategy?: Rollout };
  status?: Fields;
}

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

export interface ReplicaSet extends KubeObject {
  spec: { replicas?: number; selector: LabelSelector; template: PodTemplate };
  status?: Fields & { replicas?: number; readyReplicas?: number; availableReplicas?: number };
}

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
