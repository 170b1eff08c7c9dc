import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxClock } from '../../sandbox/clock.ts';
import type { KubeBehaviour, KubeClusterSpec, KubeClusters, KubePool } from '../../sandbox/kube/seam.ts';
import type { State } from '../../sandbox/state/state.ts';

interface FakeCluster {
  spec: KubeClusterSpec;
  pools: KubePool[];
}

/** Remembers what the ARM side told it and answers its own memory as JSON to an authorized caller. */
export function createFakeKube() {
  let clusters = new Map<string, FakeCluster>();
  const need = (fqdn: string): FakeCluster => {
    const cluster = clusters.get(fqdn);
    if (cluster === undefined) throw new Error(`no cluster ${fqdn}`);
    return cluster;
  };
  const kube = (_: SandboxClock, state: State): KubeClusters => {
    clusters = state.map('fake');
    return {
      create: (spec) => void clusters.set(spec.fqdn, { spec, pools: [] }),
      setPools: (fqdn, pools) => {
        need(fqdn).pools = pools;
      },
      pending: () => undefined,
      upgrade: (fqdn, kubernetesVersion) => {
        need(fqdn).spec.kubernetesVersion = kubernetesVersion;
      },
      setTokens: (fqdn, tokens) => {
        need(fqdn).spec.tokens = tokens;
      },
      powerOff: (fqdn) => {
        need(fqdn).pools = [];
      },
      removeMachines: () => true,
      onScaled: () => undefined,
      setBehaviour: (fqdn: string, behaviour: KubeBehaviour) => {
        need(fqdn).spec.behaviour = behaviour;
      },
      delete: (fqdn) => void clusters.delete(fqdn),
      has: (fqdn) => clusters.has(fqdn),
      handle(fqdn: string, request: IncomingMessage, response: ServerResponse) {
        const cluster = clusters.get(fqdn);
        const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
        const status = cluster === undefined ? 404 : cluster.spec.tokens.includes(token) ? 200 : 401;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ path: request.url, pools: cluster?.pools }));
      },
      close: () => undefined,
    };
  };
  return {
    kube,
    get clusters() {
      return clusters;
    },
  };
}
