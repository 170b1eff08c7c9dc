import type { Node } from '../../model/cluster.ts';
import type { Workload } from '../../ports.ts';

interface Meta {
  name?: string;
  generation?: number;
  labels?: Record<string, string>;
  creationTimestamp?: string;
}

/** A node as the API server gives it, as far as it is read. */
export interface WireNode {
  metadata?: Meta;
  status?: {
    conditions?: { type?: string; status?: string; reason?: string; message?: string }[];
    addresses?: { type?: string; address?: string }[];
    nodeInfo?: { kubeletVersion?: string; osImage?: string; containerRuntimeVersion?: string };
  };
}

export interface WireDaemonSet {
  metadata?: Meta;
  spec?: { updateStrategy?: { type?: string } };
  status?: {
    observedGeneration?: number;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberReady?: number;
    numberAvailable?: number;
  };
}

export interface WireDeployment {
  metadata?: Meta;
  spec?: { replicas?: number };
  status?: {
    observedGeneration?: number;
    updatedReplicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
  };
}

export function nodeOf({ metadata, status }: WireNode): Node {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const info = status?.nodeInfo;
  const pool = metadata?.labels?.['kubernetes.azure.com/agentpool'] ?? metadata?.labels?.['agentpool'];
  const internalIP = status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  return {
    name: metadata?.name ?? '',
    ready: ready?.status === 'True',
    reason: ready?.reason ?? 'NoStatus',
    message: ready?.message ?? 'The node has not said yet how it is.',
    version: info?.kubeletVersion ?? '',
    ...(pool ? { pool } : {}),
    ...(internalIP ? { internalIP } : {}),
    ...(info?.osImage ? { osImage: info.osImage } : {}),
    ...(info?.containerRuntimeVersion ? { containerRuntime: info.containerRuntimeVersion } : {}),
    ...(metadata?.creationTimestamp ? { createdAt: metadata.creationTimestamp } : {}),
  };
}

/** Pods of an older template do not count as ready, except where nothing replaces them by itself. */
export function daemonSetOf({ metadata, spec, status }: WireDaemonSet): Workload {
  const replaces = spec?.updateStrategy?.type !== 'OnDelete';
  return workload(metadata, status?.observedGeneration, {
    desired: status?.desiredNumberScheduled ?? 0,
    updated: replaces ? (status?.updatedNumberScheduled ?? 0) : Number.POSITIVE_INFINITY,
    ready: status?.numberReady ?? 0,
    available: status?.numberAvailable ?? 0,
  });
}

export function deploymentOf({ metadata, spec, status }: WireDeployment): Workload {
  return workload(metadata, status?.observedGeneration, {
    desired: spec?.replicas ?? 1,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
  });
}

/** Until the controller has seen the newest spec, its counts are those of an older one. */
function workload(
  metadata: Meta | undefined,
  observed: number | undefined,
  counts: { desired: number; updated: number; ready: number; available: number },
): Workload {
  const current = (observed ?? 0) >= (metadata?.generation ?? 1);
  const upTo = current ? counts.updated : 0;
  return {
    desired: counts.desired,
    ready: Math.min(counts.ready, upTo),
    available: Math.min(counts.available, upTo),
  };
}
