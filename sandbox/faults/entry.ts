import type { Ending } from '../arm/clusters/cluster.ts';
import type { OperationError } from '../arm/operations.ts';
import type { CallKind } from '../arm/request.ts';
import type { Reply } from '../http/reply.ts';
import type { JsonObject } from '../json.ts';
import type { KubeBehaviour } from '../kube/seam.ts';

/** What a request or an operation is about: a cluster, a resource group or a subscription; or what stands beside Azure. */
export interface Target {
  key: string;
  /** Of the cluster; empty if it is about none. */
  name: string;
  /** Empty if it is about none. */
  group: string;
  tags: Record<string, string>;
  /** The client id that asks Entra for a token. */
  application?: string;
  /** The file that is asked of the chart repository. */
  chart?: string;
}

/** What a fault's answer may speak of. */
export interface FaultSubject extends Target {
  path: string;
  subscriptionId: string;
  location: string;
  operationId: string;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What a fault changes that is no fault of a call: how a create or a delete goes, what is inside of a cluster, or how its pools fare. */
export type Course = 'create' | 'delete' | 'inside' | PoolCourse;

/** What a fault may do to the course of a pool's operation. */
export type PoolCourse = 'pool-create' | 'pool-scale' | 'pool-delete';

/** One thing that can be made to go wrong. */
export interface CatalogueEntry {
  what: string;
  /** Who has met it, or says that it happens: a public thread or page. */
  source: string;
  /** The calls that it meets unless `params.on` names others. */
  on?: CallKind[];
  course?: Course;
  /** How often a tag switches it on for one cluster; for ever when absent. */
  timesByTag?: number;
  /** Answers in the handler's place: nothing is done. */
  answer?(subject: FaultSubject, params: JsonObject): Reply;
  /** What becomes of the handler's answer: everything is done. */
  bend?(reply: Reply, params: JsonObject): Reply;
  /** How a create ends. */
  ends?(params: JsonObject): Ending;
  /** What Azure says of a create that ends so, the words of `create-fails` when absent; or of an operation on a pool. */
  failure?(operationId: string, clusterId: string): OperationError;
  /** How the cluster behaves inside. */
  inside?(params: JsonObject): KubeBehaviour;
}
