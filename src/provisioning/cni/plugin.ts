import type { TSchema } from 'typebox';
import type { ResolvedOrder } from '../../model/order.ts';
import type { FieldError } from '../../model/problem.ts';
import type { ChartRelease } from '../../ports.ts';
import type { Draft } from '../rules/draft.ts';

/** The workloads that tell that a CNI is up: the DaemonSets on every node, the Deployments at least once. */
export interface Readiness {
  daemonSets: { namespace: string; name: string }[];
  deployments: { namespace: string; name: string }[];
}

/** One CNI that can be ordered. A new one is a file that exports this, and a line in `index.ts`. */
export interface CniPlugin {
  plugin: string;
  title: string;
  description: string;
  defaultVersion?: string;
  /** The `cni` member of an order for this plug-in; its `plugin` is a literal, the tag of the union. */
  schema: TSchema;
  /** What cannot be said in the schema. */
  check?(draft: Draft): FieldError[];
  /** What helm is to install; absent where somebody else installs the CNI. */
  release?(order: ResolvedOrder): ChartRelease;
  readiness: Readiness;
}
