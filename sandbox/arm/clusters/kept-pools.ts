import { checkFixed, withFixed } from '../agent-pools/fixed.ts';
import type { Cluster } from './cluster.ts';
import type { ClusterRequest } from './request.ts';

/** Fills a PUT of a cluster in with its pools: those that it leaves out stay as they are, and so does what a pool keeps for good. */
export function keepPools({ body }: Cluster, wanted: ClusterRequest): void {
  const known = body.properties.agentPoolProfiles;
  const sent = wanted.properties.agentPoolProfiles ?? [];
  const kept = known.map((pool) => {
    const request = sent.find(({ name }) => name === pool.name);
    if (request === undefined) return pool;
    checkFixed(pool, request, 'agentPoolProfile');
    const { orchestratorVersion } = request;
    return { ...withFixed(pool, request), orchestratorVersion: orchestratorVersion || pool.orchestratorVersion };
  });
  const unknown = sent.filter(({ name }) => known.every((pool) => pool.name !== name));
  wanted.properties.agentPoolProfiles = [...kept, ...unknown];
}
