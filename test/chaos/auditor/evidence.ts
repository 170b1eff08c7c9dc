import type { Node } from '../../../src/model/cluster.ts';
import type { ClusterView, JobView } from '../../e2e/client.ts';
import type { Ledger } from '../ledger.ts';
import type { OrderPlan } from '../script.ts';
import type { StoreState } from './store.ts';

/** A cluster or resource group in the cloud, as far as the auditor cares. */
export interface CloudResource {
  id: string;
  name: string;
  state: string;
  tags: Record<string, string>;
  managedBy?: string;
}

/** All that the auditor looks at, gathered once: plain data, so that each rule can be shown a state that breaks it. */
export interface Evidence {
  orders: OrderPlan[];
  ledger: Ledger;
  store: StoreState;
  /** What the API says of what was promised; what is missing it did not know. */
  api: {
    jobs: Map<string, JobView>;
    /** `gone` for 410. */
    clusters: Map<string, ClusterView | 'gone'>;
    /** Of the clusters that are Ready. */
    nodes: Map<string, Node[]>;
  };
  cloud: {
    clusters: CloudResource[];
    groups: CloudResource[];
    /** By ARM id in lower case: creates accepted, and PUTs accepted for a cluster that existed without having looked. */
    creates: Record<string, number>;
    overwrites: Record<string, number>;
  };
  receiver: {
    /** In the order of their arrival. */
    received: { id: string; header: string; body: string }[];
    /** What did not verify. */
    refused: string[];
  };
  /** Processes that ended although nobody had ended them. */
  crashed: string[];
  logs: string;
  secrets: string[];
}

/** One thing that is not as it must be. */
export interface Breach {
  /** Whom it concerns: the id of a job, a cluster, an event … */
  id: string;
  says: string;
}

export type Rule = (evidence: Evidence) => Breach[];
