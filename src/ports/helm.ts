import type { KubeTarget } from '../model/kube-target.ts';

/** A chart of a repository (`https://…`) or registry (`oci://…`). */
export interface Chart {
  repository: string;
  name: string;
  version: string;
  /** `sha256:…` of its archive; where it is known, helm is given nothing else. */
  digest?: string;
}

export interface ChartRelease {
  release: string;
  namespace: string;
  chart: Chart;
  values: Record<string, unknown>;
  /** Where its custom resource definitions are: in the chart's own folder `crds`, or in a chart of nothing else. */
  definitions?: 'own' | Chart;
  /** The name under which the release wants the installation's pull secret in its namespace. */
  pullSecret?: string;
}

export interface Helm {
  /** The custom resource definitions that have to be there before the release. helm itself never upgrades any. */
  definitions(release: ChartRelease, stopping?: AbortSignal): Promise<object[]>;
  /**
   * `helm upgrade --install`, without waiting for anything to become ready. Running it again changes nothing.
   * @returns `pending` if another helm may still be at work on the release; come back after `retryAfterMs`
   */
  upgradeInstall(
    target: KubeTarget,
    release: ChartRelease,
    run: HelmRun,
  ): Promise<{ type: 'deployed'; revision: number } | { type: 'pending'; retryAfterMs: number }>;
}

/** For whom helm is run. */
export interface HelmRun {
  /** The id of the job, noted in the release. */
  job: string;
  /** Whether an earlier attempt of the job may have done it: then what it deployed stays as it is. */
  again: boolean;
  /** When it is aborted, helm is killed, as it is at its time limit. */
  stopping?: AbortSignal;
  /** Asked right before helm acts: whether this worker still holds the job. A late helm would undo a later change. */
  holds?(): boolean;
}
