import type { SandboxClock } from '../clock.ts';
import type { SandboxOptions } from '../config.ts';
import type { SigningKey } from '../entra/keys.ts';
import type { Tokens } from '../entra/tokens.ts';
import type { KubeClusters } from '../kube/seam.ts';
import type { State } from '../state/state.ts';
import { createChanges } from './changes.ts';
import { issuerOf } from './clusters/cluster.ts';
import { createArm } from './dispatch.ts';
import { createFaultCalls } from './fault-calls.ts';
import { createRateLimits } from './rate-limits.ts';
import { armRoutes } from './routes.ts';
import { createUrlSigner } from './signed-url.ts';
import { createStores } from './stores.ts';
import { createThrottle } from './throttle.ts';

export interface CloudParts {
  options: SandboxOptions;
  clock: SandboxClock;
  tokens: Tokens;
  /** Signs the tokens of service accounts, in all clusters. */
  clusterKey: () => Promise<SigningKey>;
  kube: KubeClusters;
  caPem: string;
  baseUrl: () => string;
  state: State;
}

export type Cloud = ReturnType<typeof createCloud>;

/** Puts Resource Manager together: what it knows, what goes on, what it answers, and its front door. */
export function createCloud(parts: CloudParts) {
  const { options, clock, tokens, kube, baseUrl } = parts;
  // The secret is fixed, so that a URL which a client saved is good after a restart.
  const signer = createUrlSigner(baseUrl, 'slipway sandbox');
  const stores = createStores({ ...parts, signer });
  const changes = createChanges(stores, { ...parts, signer });
  const handle = createArm(armRoutes(stores, changes, parts), {
    ...stores,
    directory: options.directory,
    tokens,
    rateLimits: createRateLimits(createThrottle(clock, stores.counters.drawn)),
    callOf: createFaultCalls({ ...stores, clock }),
    baseUrl,
  });

  return {
    ...stores,
    lifecycle: changes.lifecycle,
    speed: clock.speed,
    handle,
    /** The issuer of the cluster whose API server has this name, if it has one. */
    issuerAt(fqdn: string): string | undefined {
      const cluster = stores.clusters.byHost(fqdn);
      return cluster && issuerOf(cluster);
    },
    /** Goes on with what was under way when the sandbox ended. */
    resume: changes.timeline.resume,
    close(): void {
      changes.timeline.close();
      kube.close();
    },
  };
}
