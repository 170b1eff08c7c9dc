import { ProblemError, problem } from '../../src/model/problem.ts';
import type { Clock, Container, Kube, Manifest, Pod } from '../../src/ports.ts';

/** How pods fare in the fake cloud; tests change it. */
export interface PodScript {
  /** How long pods take to start, and to end, in milliseconds. */
  ms: number;
  /** By round: what the probing pods fail at. Rounds beyond go well. */
  failing: string[][];
  /** How long serving pods live, in milliseconds. */
  livesMs?: number;
  /** What keeps pods from starting. */
  stuck?: Pick<Pod, 'unschedulable'> | Container['waiting'];
  /** The sentence with which the API server refuses pods. */
  refused?: string;
  /** Whether kube-system/coredns turns Available. */
  dns: boolean;
}

interface FakePod {
  manifest: Manifest & { spec?: { affinity?: unknown; containers?: { name: string }[] } };
  madeAt: number;
}

export type PodSide = Pick<Kube, 'create' | 'pods' | 'serviceIP' | 'namespaces' | 'deleteNamespace'>;

/** Namespaces with pods and Services, by cluster, on the test's clock. */
export function createFakePods(clock: Clock, script: PodScript, assertThere: (cluster: string) => void) {
  const spaces = new Map<string, Map<string, Map<string, FakePod>>>();
  const spacesOf = (cluster: string) => {
    assertThere(cluster);
    const known = spaces.get(cluster) ?? new Map<string, Map<string, FakePod>>();
    spaces.set(cluster, known);
    return known;
  };

  const side: PodSide = {
    async create({ name: cluster }, manifests) {
      const all = spacesOf(cluster);
      for (const manifest of manifests) {
        const { kind, metadata } = manifest;
        if (kind === 'Namespace') {
          if (!all.has(metadata.name)) all.set(metadata.name, new Map());
          continue;
        }
        const space = all.get(metadata.namespace ?? '');
        if (!space) throw new ProblemError(problem('cluster-refused', `namespaces "${metadata.namespace}" not found`));
        if (kind === 'Pod' && script.refused) throw new ProblemError(problem('cluster-refused', script.refused));
        const key = `${kind}/${metadata.name}`;
        if (!space.has(key)) space.set(key, { manifest, madeAt: clock.now() });
      }
    },
    async pods({ name: cluster }, namespace) {
      const space = spacesOf(cluster).get(namespace) ?? new Map<string, FakePod>();
      return [...space.values()].filter(({ manifest }) => manifest.kind === 'Pod').map(podOf);
    },
    serviceIP: async ({ name: cluster }, namespace, name) =>
      spacesOf(cluster).get(namespace)?.has(`Service/${name}`) ? '10.0.7.7' : undefined,
    namespaces: async ({ name: cluster }) => [...spacesOf(cluster).keys()],
    async deleteNamespace({ name: cluster }, name) {
      spacesOf(cluster).delete(name);
    },
  };

  function podOf({ manifest, madeAt }: FakePod): Pod {
    const { name } = manifest.metadata;
    const [, node = ''] = /"values":\["([^"]+)"\]/.exec(JSON.stringify(manifest.spec)) ?? [];
    const names = manifest.spec?.containers?.map((container) => container.name) ?? [];
    const { stuck } = script;
    if (stuck && 'unschedulable' in stuck) return { name, ready: false, over: false, ...stuck, containers: [] };
    if (stuck || clock.now() < madeAt + script.ms) {
      const waiting = (stuck as Container['waiting']) ?? { reason: 'ContainerCreating', message: '' };
      return { name, node, ready: false, over: false, containers: names.map((each) => ({ name: each, waiting })) };
    }
    if (!name.startsWith('probe-')) {
      const over = clock.now() >= madeAt + (script.livesMs ?? Number.POSITIVE_INFINITY);
      return { name, node, ip: '10.244.0.9', ready: !over, over, containers: [] };
    }
    const failing = script.failing[Number(name.split('-').at(-1)) - 1] ?? [];
    return {
      name,
      node,
      ip: '10.244.0.8',
      ready: false,
      over: true,
      containers: names.map((each) => ({
        name: each,
        terminated: failing.includes(each)
          ? { exitCode: 1, reason: 'Error', message: 'wget: download timed out\n' }
          : { exitCode: 0, reason: 'Completed', message: '' },
      })),
    };
  }

  return {
    side,
    /** What is left of all probes, by name. */
    left: () => [...spaces.values()].flatMap((all) => [...all.keys()]),
  };
}
