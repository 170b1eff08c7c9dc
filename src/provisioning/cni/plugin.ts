import type { TSchema } from 'typebox';
import type { CniOrder, ResolvedOrder } from '../../model/order.ts';
import type { FieldError } from '../../model/problem.ts';
import type { ChartRelease, CustomResource } from '../../ports.ts';
import type { Draft } from '../rules/draft.ts';

export interface WorkloadName {
  namespace: string;
  name: string;
}

/** What a custom resource has to say in its status. */
export interface StatusRule extends CustomResource {
  /** A condition that has to be `True`: `Available`. */
  condition?: string;
  /** A field that, once it is there, has to have this value: the version that runs, say. */
  field?: { name: string; value: string };
}

/** What tells that a CNI is up: DaemonSets on every node, Deployments at least once, what custom resources say. */
export interface Readiness {
  daemonSets: WorkloadName[];
  deployments: WorkloadName[];
  statuses?: StatusRule[];
}

/** One CNI that can be ordered. A new one is a file that exports this, and a line in `index.ts`. */
export interface CniPlugin {
  plugin: string;
  title: string;
  description: string;
  /** The chart version of an order that names none. */
  defaultVersion?: string;
  /** The charts whose archives are known, by version, newest first: `sha256:…`. Others pass unpinned. */
  pins?: Readonly<Record<string, string>>;
  /** The `cni` member of an order for this plug-in; its `plugin` is a literal, the tag of the union. */
  schema: TSchema;
  /** What cannot be said in the schema. Asked of a new order, and of one whose CNI is to change. */
  check?(draft: Draft): FieldError[];
  /** What helm is to install; absent where somebody else installs the CNI. */
  release?(order: ResolvedOrder): ChartRelease;
  readiness(cni: CniOrder): Readiness;
  /** The Kubernetes that a version of the CNI supports, as a semver range: `>=1.31 <1.36`. Nothing: not known. */
  kubernetes?(version: string): string | undefined;
  /** The hosts that nodes pull its images from: `quay.io`. */
  imageRegistries(cni: CniOrder): string[];
}

/** How this installation reaches charts and images. */
export interface CniSources {
  /** Chart repositories by plug-in, where they differ from the projects' own. */
  repositories?: Readonly<Record<string, string>>;
  /** By name of the chart, in place of the pinned digests, for charts packed anew: version → `sha256:…`. */
  digests?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** A mirror in place of every registry of images: `registry.example/mirror`. */
  imageRegistry?: string;
  /** Whether that mirror wants a credential, which Slipway then puts into the cluster. */
  pullSecret?: boolean;
  /** The hosts that an order of plug-in `chart` may name; any public one when absent. */
  chartHosts?: readonly string[];
}
