import { randomBytes, randomUUID } from 'node:crypto';
import { type JsonObject, object, text } from '../../json.ts';
import type { OperationError } from '../operations.ts';

/** A member of `agentPoolProfiles`, which is also the properties of an agent pool. */
export interface PoolBody {
  name: string;
  count: number;
  vmSize: string;
  maxPods: number;
  mode: string;
  provisioningState: string;
  powerState: { code: 'Running' | 'Stopped' };
  nodeLabels?: Record<string, string>;
  nodeTaints?: string[];
  availabilityZones?: string[];
  enableAutoScaling?: boolean;
  minCount?: number;
  maxCount?: number;
  upgradeSettings?: { maxSurge?: string; maxUnavailable?: string; drainTimeoutInMinutes?: number };
  orchestratorVersion: string;
  currentOrchestratorVersion: string;
  eTag?: string;
  [more: string]: unknown;
}

/** `networkProfile` of a cluster. */
export interface NetworkBody {
  networkPlugin: string;
  networkPluginMode?: string;
  outboundType: string;
  serviceCidr: string;
  dnsServiceIP: string;
  podCidr?: string;
  loadBalancerProfile?: JsonObject;
  natGatewayProfile?: JsonObject;
  [more: string]: unknown;
}

/** The properties that the sandbox reads or writes itself; what else was sent is echoed. */
export interface ClusterProperties {
  provisioningState: string;
  powerState: { code: 'Running' | 'Stopped' };
  kubernetesVersion: string;
  currentKubernetesVersion: string;
  nodeResourceGroup: string;
  agentPoolProfiles: PoolBody[];
  networkProfile: NetworkBody;
  disableLocalAccounts?: boolean;
  [more: string]: unknown;
}

/** A managed cluster as a GET shows it. */
export interface ClusterBody {
  id: string;
  location: string;
  name: string;
  tags?: Record<string, string>;
  type: string;
  kind: string;
  properties: ClusterProperties;
  identity?: JsonObject;
  sku: JsonObject;
  eTag: string;
}

/** A cluster of the sandbox: what is shown of it and what is not. */
export interface Cluster {
  /** Its id in lower case. */
  key: string;
  subscriptionId: string;
  resourceGroup: string;
  name: string;
  body: ClusterBody;
  /** The API server's name, also where the body hides it (private clusters). */
  fqdn: string;
  /** First range of the node subnet. */
  nodeCidr: string;
  adminToken: string;
  userToken: string;
  /** The operation in progress. */
  operationId?: string;
  /** The operations in progress on its agent pools, by name. */
  poolOperations?: Record<string, string>;
  /** The versions of Kubernetes to which it and its pools, by name, are on their way. */
  targets?: { controlPlane?: string; pools: Record<string, string> };
  /** How the create or update in progress will end. */
  ending: Ending;
  /** Its maintenance configurations, by name: what was put. */
  maintenance?: Record<string, JsonObject>;
  /** Why a create of it can only fail. */
  doom?: OperationError;
}

/** The issuer of its service accounts' tokens, when it has one that others may ask. */
export function issuerOf({ body }: Cluster): string | undefined {
  const { enabled, issuerURL } = object(body.properties['oidcIssuerProfile']);
  return enabled === true ? text(issuerURL) : undefined;
}

/** How an operation ends, and its cluster: the two may disagree. */
export interface Ending {
  operation: 'Succeeded' | 'Failed';
  cluster: 'Succeeded' | 'Failed';
  /** The fault that wanted it so, whose failure is told. */
  fault?: string;
  /** It does not end at all. */
  never?: boolean;
  /** After so much of Azure's time the cluster turns `Succeeded`. */
  recoversMs?: number;
}

/** All went well. */
export const goodEnding: Ending = { operation: 'Succeeded', cluster: 'Succeeded' };

/** The path of a cluster in lower case, by which everything that concerns it is kept. */
export function clusterKey(subscriptionId: string, group: string, name: string): string {
  return clusterId(subscriptionId, group, name).toLowerCase();
}

/** AKS writes `resourcegroups` in lower case in its ids (all recordings). */
export function clusterId(subscriptionId: string, group: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourcegroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
}

/** Gives the cluster and all its pools one provisioning state. */
export function setStates(cluster: Cluster, state: string): void {
  const { properties } = cluster.body;
  properties.provisioningState = state;
  for (const pool of properties.agentPoolProfiles) pool.provisioningState = state;
}

/** What its kubeconfigs hold. */
export function newTokens(): Pick<Cluster, 'adminToken' | 'userToken'> {
  return { adminToken: randomBytes(64).toString('hex'), userToken: randomBytes(64).toString('hex') };
}

/** Says of the cluster and of all its pools whether they run. */
export function setPower({ body }: Cluster, code: 'Running' | 'Stopped'): void {
  for (const one of [body.properties, ...body.properties.agentPoolProfiles]) one.powerState = { code };
}

/** A change of a cluster gives it and all its pools other ETags; one of a pool, that pool alone. */
export function touch({ body }: Cluster): void {
  body.eTag = randomUUID();
  for (const pool of body.properties.agentPoolProfiles) pool.eTag = randomUUID();
}

/** Stopped clusters and pools have no nodes, and the API server of such a cluster does not answer. */
export function isStopped({ powerState }: ClusterProperties | PoolBody): boolean {
  return powerState.code === 'Stopped';
}
