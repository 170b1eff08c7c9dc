import { holds, type Labels, selects } from '../store/selectors.ts';
import type { KubeNode, Taint } from '../types/node.ts';
import type { Pod, PodSpec, Toleration } from '../types/pod.ts';

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect !== undefined && toleration.effect !== '' && toleration.effect !== taint.effect) return false;
  if (toleration.key === undefined || toleration.key === '') return toleration.operator === 'Exists';
  if (toleration.key !== taint.key) return false;
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

/** Whether a pod may go to a node in spite of its taints. */
export function toleratesTaints(spec: PodSpec, node: KubeNode): boolean {
  return (node.spec.taints ?? [])
    .filter((taint) => taint.effect !== 'PreferNoSchedule')
    .every((taint) => (spec.tolerations ?? []).some((toleration) => tolerates(toleration, taint)));
}

/** Whether a node has the labels that a pod asks for, by selector and required affinity. */
export function fitsLabels(spec: PodSpec, node: KubeNode): boolean {
  const labels: Labels = node.metadata.labels ?? {};
  if (!selects({ matchLabels: spec.nodeSelector ?? {} }, labels)) return false;
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  if (terms === undefined) return true;
  const fields = { 'metadata.name': node.metadata.name };
  return terms.some(
    (term) =>
      (term.matchExpressions ?? []).every((requirement) => holds(requirement, labels)) &&
      (term.matchFields ?? []).every((requirement) => holds(requirement, fields)),
  );
}

/** Whether no pod that this one refuses to be near runs in the same part of the cluster. */
export function respectsAntiAffinity(
  pod: Pod,
  node: KubeNode,
  all: Pod[],
  nodeLabels: (name: string) => Labels,
): boolean {
  const terms = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.every((term) => {
    const place = node.metadata.labels?.[term.topologyKey];
    const spaces = term.namespaces ?? [pod.metadata.namespace];
    return !all.some(
      (other) =>
        other.spec.nodeName !== undefined &&
        other.metadata.uid !== pod.metadata.uid &&
        spaces.includes(other.metadata.namespace ?? '') &&
        selects(term.labelSelector, other.metadata.labels) &&
        nodeLabels(other.spec.nodeName)[term.topologyKey] === place,
    );
  });
}

const suffixes: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity such as `250m` or `1Gi` as a number. */
export function quantity(text: string | undefined): number {
  const match = /^([0-9.eE+-]+?)([mkMGT]|[KMGT]i)?$/.exec(text ?? '0');
  return Number(match?.[1] ?? 0) * (suffixes[match?.[2] ?? ''] ?? 1);
}

/** What a pod asks of one resource. */
export function requested(spec: PodSpec, resource: string): number {
  const of = (list: PodSpec['containers'] | undefined) =>
    (list ?? []).map(({ resources }) => quantity(resources?.requests?.[resource] ?? resources?.limits?.[resource]));
  const running = of(spec.containers).reduce((sum, value) => sum + value, 0);
  return Math.max(running, ...of(spec.initContainers));
}
