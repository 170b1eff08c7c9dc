import type { CustomResourceDefinition } from '../types/definition.ts';
import type { KubeNode } from '../types/node.ts';
import type { KubeObject } from '../types/object.ts';
import type { Pod } from '../types/pod.ts';
import type { Service } from '../types/service.ts';
import type { DaemonSet, Deployment, Job, ReplicaSet, StatefulSet } from '../types/workloads.ts';
import type { Resource } from './store.ts';

export const pods: Resource<Pod> = { key: 'pods' };
export const nodes: Resource<KubeNode> = { key: 'nodes' };
export const namespaces: Resource<KubeObject> = { key: 'namespaces' };
export const services: Resource<Service> = { key: 'services' };
export const endpointSlices: Resource<KubeObject> = { key: 'endpointslices.discovery.k8s.io' };
export const configMaps: Resource<KubeObject> = { key: 'configmaps' };
export const serviceAccounts: Resource<KubeObject> = { key: 'serviceaccounts' };
export const events: Resource<KubeObject> = { key: 'events' };
export const leases: Resource<KubeObject> = { key: 'leases.coordination.k8s.io' };
export const claims: Resource<KubeObject> = { key: 'persistentvolumeclaims' };
export const daemonSets: Resource<DaemonSet> = { key: 'daemonsets.apps' };
export const deployments: Resource<Deployment> = { key: 'deployments.apps' };
export const replicaSets: Resource<ReplicaSet> = { key: 'replicasets.apps' };
export const statefulSets: Resource<StatefulSet> = { key: 'statefulsets.apps' };
export const jobs: Resource<Job> = { key: 'jobs.batch' };
export const budgets: Resource<KubeObject> = { key: 'poddisruptionbudgets.policy' };
export const definitions: Resource<CustomResourceDefinition> = {
  key: 'customresourcedefinitions.apiextensions.k8s.io',
};
