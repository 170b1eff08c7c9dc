import type { IncomingMessage, ServerResponse } from 'node:http';

/** What the ARM side of the sandbox tells the Kubernetes side about one cluster. */
export interface KubeClusterSpec {
  /** The API server's name, `NAME-xxxxxxxx.hcp.REGION.azmk8s.io`; the key of a cluster on this side. */
  fqdn: string;
  /** For example `1.35.2`. */
  kubernetesVersion: string;
  location: string;
  subscriptionId: string;
  /** Where the scale sets live, `MC_…`: it shows in each node's `spec.providerID`. */
  nodeResourceGroup: string;
  /** Bearer tokens that are cluster-admin here. */
  tokens: string[];
  serviceCidr: string;
  dnsServiceIP: string;
  /** First address range of the node subnet, for the nodes' InternalIP; for example `10.224.0.0/16`. */
  nodeCidr: string;
  behaviour: KubeBehaviour;
}

/** Scripted faults of one cluster's inside. */
export interface KubeBehaviour {
  /** No node ever becomes Ready, whatever CNI is installed. */
  nodesNeverReady?: boolean;
  /** Pods run but cannot reach each other. */
  podNetworkBroken?: boolean;
  /** Pods reach each other on their own node only. */
  crossNodeBroken?: boolean;
  /** No Service is reached by its ClusterIP. */
  serviceNetworkBroken?: boolean;
  /** CoreDNS runs, and answers nobody. */
  dnsBroken?: boolean;
  /** CoreDNS runs, and is never Ready. */
  dnsNeverReady?: boolean;
  /** The network of that many pods, the first that use it, fails. */
  podsUnheard?: number;
  /** Nodes are Ready for half a minute and NotReady for as long. */
  nodesFlap?: boolean;
  /** The kubelets' version, if it is not the cluster's. */
  kubeletVersion?: string;
  /** Nodes that turn Ready keep the taint that says otherwise. */
  taintStays?: boolean;
  /** Containers of pods whose name begins so end at once, again and again. */
  crashing?: string;
  /** How long CoreDNS takes to be Ready, in milliseconds. */
  dnsStartMs?: number;
  /** Images that contain this text cannot be pulled. */
  missingImage?: string;
  /** The API server answers 503 to everything. */
  apiServerDown?: boolean;
}

/** An agent pool as the Kubernetes side is to have it. */
export interface KubePool {
  name: string;
  mode: 'System' | 'User';
  count: number;
  vmSize: string;
  maxPods: number;
  labels?: Record<string, string>;
  taints?: string[];
  /** `1`, `2`, `3`: its machines are spread over them. */
  zones?: string[];
  /** The kubelets' version on machines that come from now on; older ones are replaced, never newer ones. */
  version?: string;
  /** How many machines are replaced at a time, and how long one takes (milliseconds of Azure's time). */
  renewal?: { surge: number; machineMs: number };
  /** Pods that wait for room add nodes, up to `max`; nodes long empty go, down to `min`. */
  autoscaling?: { min: number; max: number };
}

/** An eviction that a disruption budget forbids. */
export interface Blocked {
  node: string;
  /** Both as `namespace/name`. */
  pod: string;
  budget: string;
  /** Since when the node is to be emptied, in wall-clock milliseconds. */
  since: number;
}

/** Why a pool's nodes are not yet what the pool says. */
export interface Pending {
  blocked?: Blocked;
}

/** What the token of a service account says, beside its issuer. */
export interface ServiceAccountClaims {
  namespace: string;
  name: string;
  uid: string;
  /** The issuer itself, when there are none. */
  audiences: string[];
  /** Seconds since the epoch. */
  issued: number;
  expires: number;
}

/** Signs the token of a service account in the name of its cluster's issuer. */
export type TokenSigner = (fqdn: string, claims: ServiceAccountClaims) => Promise<string>;

/** All Kubernetes API servers of the sandbox. */
export interface KubeClusters {
  /** The API server answers from now on; it has no nodes yet. */
  create(spec: KubeClusterSpec): void;
  /** Brings the nodes to what the pools say: new ones register within seconds of sandbox time, NotReady until a CNI reaches them. */
  setPools(fqdn: string, pools: KubePool[]): void;
  /** What a pool's nodes are still on their way to; nothing once they are what the pool says. */
  pending(fqdn: string, pool: string): Pending | undefined;
  /** The control plane runs another version; open watches end. */
  upgrade(fqdn: string, kubernetesVersion: string): void;
  /** Other bearer tokens are cluster-admin from now on, and those before are not; open watches end. */
  setTokens(fqdn: string, tokens: string[]): void;
  /** Every node goes at once; the pools are set anew when they are to come back. */
  powerOff(fqdn: string): void;
  /** Has these machines of a pool go, by the names of their nodes, and the pool be smaller; `false` if one is none of its. */
  removeMachines(fqdn: string, pool: string, nodes: string[]): boolean;
  /** Called when a pool has scaled itself. */
  onScaled(listener: (fqdn: string, pool: string, count: number) => void): void;
  setBehaviour(fqdn: string, behaviour: KubeBehaviour): void;
  delete(fqdn: string): void;
  has(fqdn: string): boolean;
  /** Answers one request; `request.url` is the path inside the cluster (`/api/v1/nodes?limit=500`). */
  handle(fqdn: string, request: IncomingMessage, response: ServerResponse): void;
  /** Ends watches and timers. */
  close(): void;
}
