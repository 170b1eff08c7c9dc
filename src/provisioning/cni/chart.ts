import ipaddr from 'ipaddr.js';
import { type Static, Type } from 'typebox';
import type { CniOrder, ResolvedOrder } from '../../model/order.ts';
import { type FieldError, ProblemError, problem } from '../../model/problem.ts';
import type { ChartRelease } from '../../ports.ts';
import type { Draft } from '../rules/draft.ts';
import { fill, unknownPlaces } from './placeholders.ts';
import type { CniPlugin, CniSources } from './plugin.ts';
import { digest, helmValues } from './schema.ts';
import { pullSecretName } from './sources.ts';

const plugin = 'chart';
const name = Type.String({ pattern: '^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$' });
const workloads = (description: string, minItems: number) =>
  Type.Array(Type.Object({ namespace: name, name }, { additionalProperties: false }), {
    minItems,
    maxItems: 20,
    description,
  });

const schema = Type.Object(
  {
    plugin: Type.Literal(plugin),
    repository: Type.String({
      pattern: '^(https|oci)://[A-Za-z0-9][-A-Za-z0-9.]*(:\\d{1,5})?(/[-A-Za-z0-9._~/]*)?$',
      maxLength: 512,
      description: 'A chart repository (`https://…`) or the folder of a registry (`oci://…`).',
    }),
    chart: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$' }),
    version: Type.String({ pattern: '^v?\\d+\\.\\d+\\.\\d+([-+][A-Za-z0-9.+-]{1,64})?$', description: 'Exactly.' }),
    digest,
    release: Type.Optional(
      Type.String({ pattern: '^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$', description: 'Default: the name of the chart.' }),
    ),
    namespace: Type.Optional(
      Type.String({ pattern: '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$', description: 'Default kube-system.' }),
    ),
    values: Type.Optional(
      helmValues('Helm values, in which placeholders stand for what the order says: docs/cni.md lists them.'),
    ),
    readiness: Type.Object(
      {
        daemonSets: workloads('Ready on every node', 1),
        deployments: Type.Optional(workloads('Ready at least once', 0)),
      },
      { additionalProperties: false, description: 'What tells that the CNI is up.' },
    ),
  },
  { additionalProperties: false },
);
type OwnChart = Static<typeof schema>;

/** Any other CNI that has a chart: from where, in which version, and how to tell that it is up, say the callers. */
export function chart(sources: CniSources): CniPlugin {
  return {
    plugin,
    title: 'A chart of your own',
    description: 'Any CNI with a Helm chart. It has to hand out pod addresses itself: AKS assigns no spec.podCIDR.',
    schema,
    check: (draft) => check(draft, sources.chartHosts),
    release: (order) => release(order, sources),
    readiness: (cni) => {
      const { daemonSets = [], deployments = [] } = (cni as Partial<OwnChart>).readiness ?? {};
      return { daemonSets, deployments };
    },
    imageRegistries: () => [],
  };
}

function release(order: ResolvedOrder, { pullSecret }: CniSources): ChartRelease {
  const cni = order.cni as OwnChart;
  if (!cni.chart) {
    // The record was made anew from Azure, which keeps the name of the plug-in and no more.
    throw new ProblemError(problem('cni-install-failed', 'Which chart was ordered is not known any more.'));
  }
  return {
    release: cni.release ?? cni.chart.toLowerCase().replaceAll(/[^a-z0-9-]+/g, '-'),
    namespace: cni.namespace ?? 'kube-system',
    chart: {
      repository: cni.repository,
      name: cni.chart,
      version: cni.version,
      ...(cni.digest ? { digest: cni.digest } : {}),
    },
    values: fill(cni.values ?? {}, order),
    definitions: 'own',
    ...(pullSecret ? { pullSecret: pullSecretName } : {}),
  };
}

function check({ cni }: Draft, hosts: readonly string[] | undefined): FieldError[] {
  const { repository, values = {} } = (cni ?? {}) as Partial<OwnChart & CniOrder>;
  const errors = unknownPlaces(values).map(({ pointer, text }) => ({
    pointer: `/cni/values${pointer}`,
    code: 'unknown-placeholder',
    detail: `\${${text}} stands for nothing of an order.`,
  }));
  const refusal = repository && refusedHost(repository, hosts);
  return refusal ? [{ pointer: '/cni/repository', code: 'host-not-allowed', detail: refusal }, ...errors] : errors;
}

/** Workers fetch what an order names: hosts inside their network are for whoever runs Slipway to open. */
function refusedHost(repository: string, allowed: readonly string[] | undefined): string | undefined {
  const { host, hostname } = new URL(repository.replace(/^oci:/, 'https:'));
  if (allowed) {
    if (allowed.includes(host) || allowed.includes(hostname)) return undefined;
    return `${host} is not among the hosts that orders may name (SLIPWAY_CHART_HOSTS).`;
  }
  const isPublic =
    !ipaddr.isValid(hostname) && hostname.includes('.') && !/\.(internal|local|localhost)$/.test(hostname);
  return isPublic ? undefined : `${host} is no public name: whoever runs Slipway may open it (SLIPWAY_CHART_HOSTS).`;
}
