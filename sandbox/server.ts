import { type IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createLive } from './admin/live.ts';
import { liveParts, statusPage } from './admin/page.ts';
import { adminRoutes } from './admin/routes.ts';
import { viewOf } from './admin/view.ts';
import { type Cloud, createCloud } from './arm/cloud.ts';
import { createRegistry } from './charts/registry.ts';
import { createCharts } from './charts/repository.ts';
import { createSandboxClock, type SandboxClock } from './clock.ts';
import { type SandboxOptions, sandboxOptions } from './config.ts';
import { clusterIssuerRoutes, createTokenSigner } from './entra/cluster-issuers.ts';
import { createSigningKey } from './entra/keys.ts';
import { entraRoutes } from './entra/routes.ts';
import { createTokens } from './entra/tokens.ts';
import { createGates } from './faults/gates.ts';
import { createFrontDoor } from './http/front-door.ts';
import { sendError } from './kube/http/respond.ts';
import { createKubeClusters } from './kube/index.ts';
import type { KubeClusters, TokenSigner } from './kube/seam.ts';
import { createEntrance } from './kube-access.ts';
import { openState, type State } from './state/state.ts';
import { loadTls } from './tls.ts';

/** Settings, and what a test puts in the place of the real thing. */
export interface StartOptions extends Partial<SandboxOptions> {
  /** The Kubernetes side; tests put one in its place that only remembers. */
  kube?: (clock: SandboxClock, state: State, signToken: TokenSigner) => KubeClusters;
  /** Sandbox time; tests put one in its place that they move by hand. */
  clock?: SandboxClock;
}

/** A sandbox that runs. */
export interface Sandbox {
  url: string;
  caPem: string;
  caFile: string;
  counters: Cloud['counters'];
  faults: Cloud['faults'];
  clock: SandboxClock;
  /** Saves the state and ends every connection. */
  close(): Promise<void>;
}

/** Starts the whole sandbox on one https listener; tests run it in their own process on port 0. */
export async function startSandbox(start: StartOptions = {}): Promise<Sandbox> {
  const options = sandboxOptions(start);
  const { stateFolder, caFile, directory } = options;
  const clock = start.clock ?? createSandboxClock(options.speed);
  let url = options.publicUrl ?? '';
  const baseUrl = () => url;

  const names = new Set(['localhost', '127.0.0.1', '::1']);
  if (options.publicUrl !== undefined) names.add(new URL(options.publicUrl).hostname);
  const tls = await loadTls(stateFolder, caFile, [...names]);
  const tokens = await createTokens(stateFolder, (tenantId) => `${url}/${tenantId}`);
  const clusterKey = createSigningKey(stateFolder, 'service-account-key.pem');
  const state = openState(stateFolder);
  const kube = (start.kube ?? createKubeClusters)(
    clock,
    state,
    createTokenSigner(clusterKey, (fqdn) => cloud.issuerAt(fqdn)),
  );
  const cloud: Cloud = createCloud({
    options,
    clock,
    tokens,
    clusterKey,
    kube,
    caPem: tls.caPem,
    baseUrl,
    state,
  });

  let closing = false;
  const entrance = createEntrance({ ...cloud, tokens, tenantId: directory.tenantId, caller: options.caller });
  const gates = createGates(cloud.faults, clock.now);
  const charts = createCharts(baseUrl);
  const view = () => viewOf(cloud, clock.now());
  const handle = createFrontDoor({
    arm: cloud.handle,
    entra: [
      ...entraRoutes({ ...cloud, tokens, tenantId: directory.tenantId, baseUrl }),
      ...clusterIssuerRoutes(cloud.clusterIssuers, clusterKey, baseUrl),
    ],
    admin: adminRoutes(cloud, () => statusPage(view()), baseUrl, directory),
    live: createLive(() => liveParts(view())),
    charts: (path) => gates.chart(path, () => charts(path)),
    gates,
    registry: createRegistry(),
    kube: async (host, request, response) => {
      const entry = await entrance(host, request);
      if (entry.type === 'open') {
        // A fault may hold it up until there is nothing any more that could answer.
        const handle = () => (closing ? response.destroy() : kube.handle(entry.fqdn, request, response));
        if (entry.cluster === undefined) handle();
        else gates.apiServer(entry.cluster, request, response, handle);
      }
      if (entry.type === 'refused') sendError(response, entry.error);
      // What is dropped is never answered: the caller waits for as long as it cares to.
    },
  });
  const server = createServer(
    {
      key: tls.keyPem,
      cert: tls.certPem,
      ALPNProtocols: ['http/1.1'],
      keepAliveTimeout: 60_000,
      ServerResponse: keptBefore(state),
    },
    // A connection that was still in its TLS handshake outlives the close: what is not saved any more is not answered.
    (request, response) => (closing ? request.socket.destroy() : handle(request, response)),
  );
  const port = await listen(server, options.port, options.host);
  url ||= `https://localhost:${port}`;
  cloud.resume();

  return {
    url,
    caPem: tls.caPem,
    caFile,
    counters: cloud.counters,
    faults: cloud.faults,
    clock,
    async close() {
      closing = true;
      cloud.close();
      state.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers that leave once all that they may tell of is kept: nobody knows of anything that a `kill -9` undoes. */
function keptBefore(state: State): typeof ServerResponse<IncomingMessage> {
  return class extends ServerResponse<IncomingMessage> {
    override writeHead(...head: unknown[]): this {
      state.commit();
      return super.writeHead(...(head as Parameters<ServerResponse['writeHead']>));
    }

    /** What a watch is told, which has been answered long ago. */
    override write(...chunk: unknown[]): boolean {
      state.commit();
      return super.write(...(chunk as Parameters<ServerResponse['write']>));
    }
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
