import type { CallKind } from '../arm/request.ts';
import type { Reply } from '../http/reply.ts';
import type { JsonObject } from '../json.ts';

/** The cluster or the resource group that a request or an operation is about. */
export interface Target {
  key: string;
  /** Of the cluster; empty if it is about a resource group. */
  name: string;
  group: string;
  tags: Record<string, string>;
}

/** What a fault's answer may speak of. */
export interface FaultSubject extends Target {
  path: string;
  subscriptionId: string;
  location: string;
  operationId: string;
}

/** One thing that can be made to go wrong. Without `answer` and `bend` it changes the course of things. */
export interface CatalogueEntry {
  what: string;
  /** The calls that it meets unless `params.on` names others. */
  on?: CallKind[];
  /** How often a tag switches it on for one cluster; for ever when absent. */
  timesByTag?: number;
  /** Answers in the handler's place: nothing is done. */
  answer?(subject: FaultSubject, params: JsonObject): Reply;
  /** What becomes of the handler's answer: everything is done. */
  bend?(reply: Reply, params: JsonObject): Reply;
}
