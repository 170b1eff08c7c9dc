import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandboxClock } from '../../../sandbox/clock.ts';
import { createKubeClusters, type OpenKubeClusters } from '../../../sandbox/kube/index.ts';
import type { KubeClusterSpec } from '../../../sandbox/kube/seam.ts';
import type { KubeNode } from '../../../sandbox/kube/types/node.ts';
import type { KubeObject } from '../../../sandbox/kube/types/object.ts';
import { openState, type State } from '../../../sandbox/state/state.ts';
import { loadTls } from '../../../sandbox/tls.ts';
import { findBinary, type Outcome, run } from '../../fakes/real-clients.ts';

export const fqdn = 'demo-0a1b2c3d.hcp.westeurope.azmk8s.io';
export const token = 'the-admin-token';

export function specOf(name: string): KubeClusterSpec {
  return {
    fqdn: name,
    kubernetesVersion: '1.35.2',
    location: 'westeurope',
    subscriptionId: '00000000-0000-0000-0000-000000000001',
    nodeResourceGroup: 'MC_rg_demo_westeurope',
    tokens: [token],
    serviceCidr: '10.0.0.0/16',
    dnsServiceIP: '10.0.0.10',
    nodeCidr: '10.224.0.0/16',
    behaviour: {},
  };
}

export const systemPool = { name: 'system', mode: 'System', vmSize: 'Standard_D4s_v5', maxPods: 110 } as const;

/** One cluster, served the way the sandbox serves it, with the real clients pointed at it. */
export interface TestSandbox extends AsyncDisposable {
  clusters: OpenKubeClusters;
  state: State;
  stateFolder: string;
  folder: string;
  /** Runs a client and expects it to succeed; answers what it printed. */
  kubectl: (...args: string[]) => Promise<string>;
  helm: (...args: string[]) => Promise<string>;
  /** Runs a client and expects nothing of it. */
  tryKubectl: (args: string[], input?: string) => Promise<Outcome>;
  tryHelm: (args: string[]) => Promise<Outcome>;
  /** Sends one request over plain http. */
  fetch: (path: string, init?: RequestInit) => Promise<Response>;
  /** Writes a file for a client to read; answers its path. */
  file: (name: string, text: string) => string;
  /** The stored objects of a resource. */
  objects: <T extends KubeObject>(resource: string) => T[];
  /** Waits until something holds, looking after each change. */
  until: (holds: () => boolean) => Promise<void>;
}

const port = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) =>
  new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

/** Starts a cluster with some nodes, registered and NotReady. */
export async function startSandbox(options: { nodes?: number; speed?: number } = {}): Promise<TestSandbox> {
  const { nodes = 3, speed = 600 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-kube-'));
  const stateFolder = join(folder, 'state');
  const state = openState(stateFolder);
  const clusters = createKubeClusters(createSandboxClock(speed), state);
  clusters.create(specOf(fqdn));
  const prefix = `/kubernetes/${fqdn}`;
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    request.url = (request.url ?? '').slice(prefix.length);
    clusters.handle(fqdn, request, response);
  };
  const tls = await loadTls(folder, join(folder, 'ca.crt'), ['127.0.0.1']);
  const plain = createServer(handle);
  // kubectl sends no token to a server without TLS.
  const secure = createTlsServer({ key: tls.keyPem, cert: tls.certPem }, handle);
  await Promise.all([listen(plain), listen(secure)]);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigText(`https://127.0.0.1:${port(secure)}${prefix}`, join(folder, 'ca.crt')));
  const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: kubeconfig };
  const [kubectl, helm] = [findBinary('kubectl'), findBinary('helm')];

  const expectSuccess = async (binary: string, args: string[]): Promise<string> => {
    const outcome = await run(binary, args, env);
    if (outcome.code !== 0) throw new Error(`${binary} ${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`);
    return outcome.stdout + outcome.stderr;
  };
  const objects = <T extends KubeObject>(resource: string): T[] =>
    clusters.inside(fqdn).store.list<T>({ key: resource });
  const until = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => holds() && resolve();
      clusters.onChange(look);
      look();
    });

  clusters.setPools(fqdn, [{ ...systemPool, count: nodes }]);
  await until(() => objects<KubeNode>('nodes').length === nodes);
  return {
    clusters,
    state,
    stateFolder,
    folder,
    kubectl: (...args) => expectSuccess(kubectl, args),
    helm: (...args) => expectSuccess(helm, args),
    tryKubectl: (args, input) => run(kubectl, args, env, input),
    tryHelm: (args) => run(helm, args, env),
    fetch: (path, init = {}) => {
      const headers = { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) };
      return fetch(`http://127.0.0.1:${port(plain)}${prefix}${path}`, { ...init, headers });
    },
    file: (name, text) => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    objects,
    until,
    async [Symbol.asyncDispose]() {
      clusters.close();
      state.close();
      for (const server of [plain, secure]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function kubeconfigText(server: string, authority: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'demo',
    clusters: [{ name: 'demo', cluster: { server, 'certificate-authority': authority } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'demo', context: { cluster: 'demo', user: 'admin' } }],
  });
}

/** The chart that has the shape of a CNI. */
export const cniChart = join(import.meta.dirname, '../cni-chart');
