import type { Node } from '../../src/model/cluster.ts';
import type { Clock, Kube } from '../../src/ports.ts';
import type { FakeCluster } from './fake-cloud.ts';
import type { PodScript, PodSide } from './fake-pods.ts';

const notReady =
  'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized';

/** API servers that tell of nodes and workloads as helm has left them; pods are another's. */
export function createFakeKube(
  clock: Clock,
  script: Pick<PodScript, 'dns'>,
  inside: (name: string) => FakeCluster,
): Omit<Kube, keyof PodSide> {
  const isRolledOut = ({ release, readyAt }: FakeCluster) =>
    (release?.rolledOutAt ?? readyAt ?? Infinity) <= clock.now();
  const isReady = (found: FakeCluster) => found.readyAt !== undefined && found.readyAt <= clock.now();

  return {
    version: async ({ name }) => `v${inside(name).kubernetesVersion}`,
    async nodes({ name }) {
      const found = inside(name);
      return Array.from({ length: found.nodeCount }, (_, index): Node => {
        const ready = isReady(found);
        return {
          name: `aks-nodepool1-00000000-vmss00000${index}`,
          pool: 'nodepool1',
          ready,
          reason: ready ? 'KubeletReady' : 'KubeletNotReady',
          message: ready ? 'kubelet is posting ready status' : notReady,
          version: `v${found.kubernetesVersion}`,
        };
      });
    },
    troubles: async ({ name }) => inside(name) && { nodes: [], pods: [] },
    async daemonSet({ name }) {
      const found = inside(name);
      const { release, nodeCount } = found;
      const ready = isRolledOut(found) ? nodeCount : 0;
      return release && { desired: nodeCount, ready, available: ready };
    },
    async deployment({ name }, _namespace, deployment) {
      const found = inside(name);
      if (deployment === 'coredns') {
        const ready = isReady(found) && script.dns ? 2 : 0;
        return { desired: 2, ready, available: ready };
      }
      const ready = isRolledOut(found) ? 2 : 0;
      return found.release && { desired: 2, ready, available: ready };
    },
    async customStatus({ name }) {
      const found = inside(name);
      if (!found.release) return undefined;
      return { conditions: [{ type: 'Available', status: isRolledOut(found) ? 'True' : 'False' }] };
    },
    applyDefinitions: async () => [],
    putPullSecret: async () => undefined,
    kubeconfig: async () => 'kubeconfig',
  };
}
